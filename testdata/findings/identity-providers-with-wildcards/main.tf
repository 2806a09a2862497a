resource "aws_iam_role" "any_provider" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/*" }, Action = "sts:AssumeRoleWithWebIdentity" },
  ] })
}
resource "aws_iam_role" "any_directory" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Federated = "arn:aws:iam::111122223333:saml-provider/okta?" }, Action = "sts:AssumeRoleWithSAML",
    Condition = { StringEquals = { "SAML:aud" = "https://signin.aws.amazon.com/saml" } } },
  ] })
}
