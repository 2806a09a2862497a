variable "env" {
  type    = string
}
module "m" {
  source     = "./mod"
  env        = var.env
  caller_arn = var.env == "development" ? "*" : "arn:aws:iam::111122223333:role/caller"
}
