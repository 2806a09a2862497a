provider "aws" {
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_role" "of_a_set" {
  name = "of-a-set"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::555566667777:root" }
      Action    = "sts:AssumeRole"
      Condition = { ArnLike = { "aws:PrincipalArn" = "arn:aws:iam::555566667777:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_platform-engineer_*" } }
    }]
  })
}
resource "aws_iam_role" "named" {
  name = "named"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::555566667777:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_admin_0123456789abcdef" }
      Action    = "sts:AssumeRole"
    }]
  })
}
# One role more, which anybody of the account may have made.
resource "aws_iam_role" "and_another" {
  name = "and-another"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::555566667777:root" }
      Action    = "sts:AssumeRole"
      Condition = { ArnLike = { "aws:PrincipalArn" = ["arn:aws:iam::555566667777:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_a_*", "arn:aws:iam::555566667777:role/collector"] } }
    }]
  })
}
# With `IfExists` whoever has no such key gets in.
resource "aws_iam_role" "if_exists" {
  name = "if-exists"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::555566667777:root" }
      Action    = "sts:AssumeRole"
      Condition = { ArnLikeIfExists = { "aws:PrincipalArn" = "arn:aws:iam::555566667777:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_a_*" } }
    }]
  })
}
