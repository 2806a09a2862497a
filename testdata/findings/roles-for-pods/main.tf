data "aws_eks_cluster" "c" { name = "c" }

resource "aws_iam_openid_connect_provider" "c" {
  url            = data.aws_eks_cluster.c.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "any_pod" {
  name = "any-pod"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Federated = aws_iam_openid_connect_provider.c.arn },
    Action = "sts:AssumeRoleWithWebIdentity", Condition = { StringEquals = { "${replace(aws_iam_openid_connect_provider.c.url, "https://", "")}:aud" = "sts.amazonaws.com" } } }] })
}

resource "aws_iam_role" "one_pod" {
  name = "one-pod"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Federated = aws_iam_openid_connect_provider.c.arn },
    Action = "sts:AssumeRoleWithWebIdentity", Condition = { StringEquals = { "${replace(aws_iam_openid_connect_provider.c.url, "https://", "")}:sub" = "system:serviceaccount:app:app" } } }] })
}

resource "aws_iam_role" "dual_stack" {
  name = "dual-stack"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow",
    Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/oidc-eks.eu-west-1.api.aws/id/EXAMPLED539D4633E53DE1B71EXAMPLE" },
    Action = "sts:AssumeRoleWithWebIdentity", Condition = { StringEquals = { "oidc-eks.eu-west-1.api.aws/id/EXAMPLED539D4633E53DE1B71EXAMPLE:aud" = "sts.amazonaws.com" } } }] })
}
