locals {
  conditions = {
    account      = { StringEquals = { "aws:PrincipalAccount" = "464622532012" } }
    role         = { ArnEquals = { "aws:PrincipalArn" = "arn:aws:iam::464622532012:role/collector" } }
    roles        = { ArnLike = { "aws:PrincipalArn" = "arn:aws:iam::999988887777:role/collector-*" } }
    several      = { StringEquals = { "aws:PrincipalAccount" = ["999988887777", "111122223333"] } }
    external_id  = { StringEquals = { "aws:PrincipalAccount" = "999988887777", "sts:ExternalId" = "7f3e9a-41" } }
    weak_id      = { StringEquals = { "aws:PrincipalAccount" = "999988887777" }, StringLike = { "sts:ExternalId" = "*" } }
    own          = { StringEquals = { "aws:PrincipalAccount" = "111122223333" } }
    any_account  = { ArnLike = { "aws:PrincipalArn" = "arn:aws:iam::*:role/collector" } }
    organization = { StringEquals = { "aws:PrincipalOrgID" = "o-abcdefghij" } }
  }
}
resource "aws_iam_role" "r" {
  for_each           = local.conditions
  name               = each.key
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sts:AssumeRole", Condition = each.value }] })
}
