variable "audit" {
  default = "222222222222"
}

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111111111111"]
}

provider "aws" {
  alias  = "audit"
  region = "us-east-1"
  assume_role {
    role_arn = "arn:aws:iam::${var.audit}:role/deploy"
  }
}

provider "aws" {
  alias  = "unclear"
  region = module.default.region
}

data "aws_caller_identity" "here" {}

data "aws_caller_identity" "audit" {
  provider = aws.audit
}

data "aws_region" "audit" {
  provider = aws.audit
}

data "aws_caller_identity" "unclear" {
  provider = aws.unclear
}

resource "aws_sns_topic" "here" {
  name = "${data.aws_caller_identity.here.account_id}-x"
}

resource "aws_sns_topic" "audit" {
  provider = aws.audit
  name     = "${data.aws_caller_identity.audit.account_id}-${data.aws_region.audit.name}"
}

resource "aws_sns_topic" "unclear" {
  provider = aws.unclear
  name     = "${data.aws_caller_identity.unclear.account_id}-x"
}

resource "aws_sns_topic" "undeclared" {
  provider = aws.nobody
}

module "default" {
  source = "./shared"
}

module "passed" {
  source = "./shared"
  providers = {
    aws      = aws.audit
    aws.peer = aws
  }
}
