variable "id" {}
data "aws_region" "current" {}
locals { issuer = "oidc.eks.${data.aws_region.current.name}.amazonaws.com/id/ABCDEF0123" }

resource "aws_iam_role" "every_pod" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow", Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${local.issuer}" }, Action = "sts:AssumeRoleWithWebIdentity"
    Condition = { StringEquals = { "${local.issuer}:aud" = "sts.amazonaws.com" } }
  }] })
}
resource "aws_iam_role" "every_pod_of_an_input" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow", Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/${var.id}" }, Action = "sts:AssumeRoleWithWebIdentity"
    Condition = { StringEquals = { "oidc.eks.eu-west-1.amazonaws.com/id/${var.id}:aud" = "sts.amazonaws.com" } }
  }] })
}
resource "aws_iam_role" "one_pod" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow", Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${local.issuer}" }, Action = "sts:AssumeRoleWithWebIdentity"
    Condition = { StringEquals = { "${local.issuer}:aud" = "sts.amazonaws.com", "${local.issuer}:sub" = "system:serviceaccount:app:api" } }
  }] })
}
# What else is asked is not known: that is told, and no more.
resource "aws_iam_role" "tagged" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow", Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, Action = "sts:AssumeRoleWithWebIdentity"
    Condition = { StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com", "aws:RequestTag/${data.aws_region.current.name}" = "x" } }
  }] })
}
