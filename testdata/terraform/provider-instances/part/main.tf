terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.peer]
    }
  }
}

data "aws_caller_identity" "here" {}

data "aws_caller_identity" "peer" {
  provider = aws.peer
}

resource "aws_sns_topic" "here" {
  name = data.aws_caller_identity.here.account_id
}

resource "aws_sns_topic" "peer" {
  provider = aws.peer
  name     = data.aws_caller_identity.peer.account_id
}
