variable "account" {}
locals {
  weak = {
    account       = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
    its_account   = { StringEquals = { "aws:SourceAccount" = var.account } }
    any_anchor    = { ArnLike = { "aws:SourceArn" = "arn:aws:rolesanywhere:*:111122223333:trust-anchor/*" } }
    of_two        = { ArnLike = { "aws:SourceArn" = ["arn:aws:rolesanywhere:*:999988887777:trust-anchor/*", "arn:aws:rolesanywhere:*:111122223333:trust-anchor/*"] } }
    in_its_region = { ArnLike = { "aws:SourceArn" = "arn:aws:rolesanywhere:eu-west-1:${var.account}:trust-anchor/*" } }
  }
}
resource "aws_iam_role" "weak" {
  for_each           = local.weak
  name               = each.key
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "rolesanywhere.amazonaws.com" }, Action = "sts:AssumeRole", Condition = each.value }] })
}
