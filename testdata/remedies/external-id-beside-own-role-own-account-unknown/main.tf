data "aws_iam_roles" "developers" {
  name_regex = "AWSReservedSSO_developer_.*"
}

resource "aws_iam_role" "reports" {
  name = "reports"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { AWS = ["arn:aws:iam::279191903737:role/partner", one(data.aws_iam_roles.developers.arns)] }
      }
    ]
  })
}

data "aws_caller_identity" "current" {}

# The name of the role is long and stands elsewhere, and is told as it is understood.
locals {
  own_role = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/${trimprefix(terraform.workspace, "app-")}"
}

resource "aws_iam_role" "by_local" {
  name = "by-local"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { AWS = ["arn:aws:iam::279191903737:root", local.own_role] }
      }
    ]
  })
}
