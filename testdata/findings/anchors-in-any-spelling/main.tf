locals {
  firm = {
    begins_with_a = { StringLike = { "aws:PrincipalTag/x509Subject/CN" = "a*" } }
    begins_with_b = { StringLike = { "aws:PrincipalTag/x509Subject/CN" = "b*" } }
    another       = { ArnLike = { "aws:SourceArn" = "arn:aws:rolesanywhere:*:999988887777:trust-anchor/*" } }
  }
}
resource "aws_iam_role" "firm" {
  for_each           = local.firm
  name               = each.key
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "rolesanywhere.amazonaws.com" }, Action = "sts:AssumeRole", Condition = each.value }] })
}
resource "aws_iam_role" "of_one_region" {
  name = "of_one_region"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "rolesanywhere.amazonaws.com" }, Action = "sts:AssumeRole" },
    { Effect = "Deny", Principal = "*", Action = "sts:AssumeRole", Condition = { StringNotEquals = { "aws:RequestedRegion" = "eu-west-1" } } },
  ] })
}
resource "aws_iam_role" "of_another_partition" {
  name               = "of_another_partition"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "rolesanywhere.amazonaws.com" }, Action = "sts:AssumeRole", Condition = { ArnLike = { "aws:SourceArn" = "arn:aws-us-gov:rolesanywhere:us-gov-west-1:111122223333:trust-anchor/*" } } }] })
}
