provider "aws" {
  region = "cn-north-1"
}

resource "aws_iam_saml_provider" "corporate" {
  name                   = "corporate"
  saml_metadata_document = file("metadata.xml")
}

resource "aws_iam_role" "here" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_saml_provider.corporate.arn }
      Action    = "sts:AssumeRoleWithSAML"
    }]
  })
}
