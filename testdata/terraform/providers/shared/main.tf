terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.peer]
    }
  }
}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

resource "aws_sns_topic" "t" {
  name = "${data.aws_caller_identity.current.account_id}-${data.aws_region.current.name}"
}

resource "aws_sns_topic" "peer" {
  provider = aws.peer
}

module "deeper" {
  source = "../deeper"
}

output "region" {
  value = "eu-west-3"
}
