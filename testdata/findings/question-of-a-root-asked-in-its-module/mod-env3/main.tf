variable "stage" {
  type = string
}
locals {
  is_dev = var.stage == "development"
}
module "m" {
  source     = "./mod"
  env        = var.stage
  caller_arn = local.is_dev ? "*" : "arn:aws:iam::111122223333:role/caller"
}
