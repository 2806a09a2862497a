resource "aws_iam_openid_connect_provider" "github_oidc" {
  url             = "https://token.actions.githubusercontent.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1"]
}

resource "aws_iam_role" "ci" {
  name = "ci"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.github_oidc.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = { "${aws_iam_openid_connect_provider.github_oidc.url}:aud" = "sts.amazonaws.com" }
        StringLike   = { "${aws_iam_openid_connect_provider.github_oidc.url}:sub" = ["repo:trade-tariff/trade-tariff-tools:*"] }
      }
    }]
  })
}
