locals {
  oidc = { dev = "oidc.eks.eu-west-1.amazonaws.com/id/AAAA", prod = "oidc.eks.eu-west-1.amazonaws.com/id/BBBB" }[terraform.workspace]
}
resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({Statement=[{Effect="Allow",Principal={Federated="arn:aws:iam::111122223333:oidc-provider/${local.oidc}"},Action="sts:AssumeRoleWithWebIdentity",Condition={StringEquals={"${local.oidc}:sub"="system:serviceaccount:app:api","${local.oidc}:aud"="sts.amazonaws.com"}}}]})
}
