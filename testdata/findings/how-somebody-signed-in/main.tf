locals {
  key = "cognito-identity.amazonaws.com:amr"
  conditions = {
    any           = { "ForAnyValue:StringLike" = { (local.key) = "*" } }
    both          = { "ForAnyValue:StringEquals" = { (local.key) = ["authenticated", "unauthenticated"] } }
    end           = { "ForAnyValue:StringLike" = { (local.key) = "*authenticated" } }
    some          = { Null = { (local.key) = "false" } }
    all_but       = { "ForAnyValue:StringNotEquals" = { (local.key) = "authenticated" } }
    signed_in     = { "ForAnyValue:StringLike" = { (local.key) = "authenticated" } }
    no_guests     = { "ForAllValues:StringNotEquals" = { (local.key) = "unauthenticated" } }
    only_guests   = { "ForAnyValue:StringLike" = { (local.key) = "un*" } }
  }
}
resource "aws_iam_role" "r" {
  for_each = local.conditions
  name     = each.key
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Principal = { Federated = "cognito-identity.amazonaws.com" }, Action = "sts:AssumeRoleWithWebIdentity",
    Condition = merge({ StringEquals = { "cognito-identity.amazonaws.com:aud" = "eu-west-1:0a1b2c3d-1111-2222-3333-444455556666" } }, each.value)
  }] })
}
