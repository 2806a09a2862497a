variable "who" { default = "s3.amazonaws.com" }
module "topic" {
  source  = "acme/topic/aws"
  version = "1.0.0"
  services = [var.who]
}
module "two" {
  source = "acme/two/aws"
}
module "l1" {
  source = "./loc"
}
module "l2" {
  source = "./loc"
}
