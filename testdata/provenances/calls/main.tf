module "one" {
  source  = "./topic"
  service = "s3.amazonaws.com"
}

module "two" {
  source  = "./topic"
  service = local.service
}

locals {
  service = "s3.amazonaws.com"
}
