variable "user" {}
module "inner" {
  source = "./inner"
  user   = var.user
}
