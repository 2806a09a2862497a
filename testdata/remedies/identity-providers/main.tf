# Whose tokens a role takes is told by the claim that the provider has for it, never by the audience alone.
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "no_condition" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
    }]
  })
}

resource "aws_iam_role" "audience" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" } }
    }]
  })
}

# The repository is named, and its organisation is not.
data "aws_iam_policy_document" "any_organisation" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }
    condition {
      test     = "StringLike"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:*/infra:ref:refs/heads/main"]
    }
  }
}

resource "aws_iam_role" "any_organisation" {
  assume_role_policy = data.aws_iam_policy_document.any_organisation.json
}

resource "aws_iam_role" "gitlab" {
  assume_role_policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com" },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": { "StringEquals": { "gitlab.com:aud": "https://gitlab.com" } }
        }
      ]
    }
  JSON
}

resource "aws_iam_role" "saml" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:saml-provider/corporate" }
      Action    = "sts:AssumeRoleWithSAML"
    }]
  })
}

# A claim of one provider would shut the other out.
resource "aws_iam_role" "two_providers" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Federated = [aws_iam_openid_connect_provider.github.arn, "arn:aws:iam::111122223333:oidc-provider/gitlab.com"]
      }
      Action = "sts:AssumeRoleWithWebIdentity"
    }]
  })
}
