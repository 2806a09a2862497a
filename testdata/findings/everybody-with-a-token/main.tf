# Every account takes the tokens of Google, Facebook and Amazon, whether it names them or not.
resource "aws_iam_role" "wild" {
  name               = "wild"
  assume_role_policy = <<EOT
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRoleWithWebIdentity"}]}
EOT
}

resource "aws_iam_role" "aws" {
  name               = "aws"
  assume_role_policy = <<EOT
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRoleWith*"}]}
EOT
}

resource "aws_iam_role" "session" {
  name               = "session"
  assume_role_policy = <<EOT
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"sts:RoleSessionName": "app"}}}]}
EOT
}

# One application of Google.
resource "aws_iam_role" "pinned" {
  name               = "pinned"
  assume_role_policy = <<EOT
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"accounts.google.com:aud": "x.apps.googleusercontent.com"}}}]}
EOT
}

# Only a token of GitHub has this claim.
resource "aws_iam_role" "github" {
  name               = "github"
  assume_role_policy = <<EOT
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/app:*"}}}]}
EOT
}

# Only a provider of the account makes assertions.
resource "aws_iam_role" "saml" {
  name               = "saml"
  assume_role_policy = <<EOT
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRoleWithSAML"}]}
EOT
}

# This is another rule.
resource "aws_iam_role" "anybody" {
  name               = "anybody"
  assume_role_policy = <<EOT
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:*"}]}
EOT
}
