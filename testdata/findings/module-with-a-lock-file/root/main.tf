provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "frankfurt"
  region = "eu-central-1"
}

# That somebody ran `terraform init` in it makes it no root.
module "region" {
  source   = "../region"
  name     = "acme-logs-eu-west-1"
  accounts = "111122223333"
}

# What has its providers from here can be no root, whatever stands beside it.
module "aliases" {
  source    = "../aliases"
  name      = "acme-logs-eu-central-1"
  accounts  = "111122223333"
  providers = { aws.region = aws.frankfurt }
}
