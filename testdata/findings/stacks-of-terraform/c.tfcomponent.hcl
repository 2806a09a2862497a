component "a" {
  source    = "./mod"
  inputs    = { who = "*" }
  providers = { aws = provider.aws.this }
}
provider "aws" "this" {}
