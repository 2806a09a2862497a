resource "aws_iam_role" "any" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Principal = { Federated = "arn:aws:iam::111122223333:saml-provider/idp" }
    Action    = "sts:AssumeRoleWithSAML"
    Condition = { StringLike = { "SAML:aud" = "https://*" } }
  }] })
}

resource "aws_iam_role" "of_aws" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Principal = { Federated = "arn:aws:iam::111122223333:saml-provider/idp" }
    Action    = "sts:AssumeRoleWithSAML"
    Condition = { StringLike = { "SAML:aud" = "https://*.signin.aws.amazon.com/saml" } }
  }] })
}
