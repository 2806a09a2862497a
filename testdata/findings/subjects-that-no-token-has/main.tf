locals {
  subjects = {
    no_claim    = "acme/app:*"
    no_colon    = "acme/app"
    other_claim = "environment:acme/prod"
    right       = "repo:acme/app:*"
    wildcard    = "*acme/app:*"
  }
}
resource "aws_iam_role" "r" {
  for_each = local.subjects
  name     = each.key
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, Action = "sts:AssumeRoleWithWebIdentity",
    Condition = { StringLike = { "token.actions.githubusercontent.com:sub" = each.value } }
  }] })
}
