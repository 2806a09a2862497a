locals {
  anchor = "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/8d1f6b2e-1c1a-4f53-a5b8-4f0c0f2f9a11"
  weak = {
    any_anchor      = { ArnLike = { "aws:SourceArn" = "arn:aws:rolesanywhere:*:111122223333:trust-anchor/*" } }
    any_here        = { ArnLike = { "aws:SourceArn" = "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/*" } }
    some_anchor     = { Null = { "aws:SourceArn" = "false" } }
    all_but_one     = { ArnNotEquals = { "aws:SourceArn" = local.anchor } }
    any_name        = { StringLike = { "aws:PrincipalTag/x509Subject/CN" = "*" } }
    some_name       = { Null = { "aws:PrincipalTag/x509Subject/CN" = "false" } }
    if_it_has_one   = { StringEqualsIfExists = { "aws:PrincipalTag/x509Subject/OU" = "databases" } }
    all_but_a_name  = { StringNotEquals = { "aws:PrincipalTag/x509Subject/CN" = "test" } }
    any_account     = { StringLike = { "aws:SourceAccount" = "*" } }
  }
  firm = {
    anchor      = { ArnEquals = { "aws:SourceArn" = local.anchor } }
    name        = { StringLike = { "aws:PrincipalTag/x509Subject/CN" = "db-*.internal.example.com" } }
    if_not_sent = { ArnEqualsIfExists = { "aws:SourceArn" = local.anchor } }
  }
}
resource "aws_iam_role" "r" {
  for_each           = merge(local.weak, local.firm)
  name               = each.key
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "rolesanywhere.amazonaws.com" }, Action = ["sts:AssumeRole", "sts:TagSession"], Condition = each.value }] })
}
