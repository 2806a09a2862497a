resource "aws_iam_role" "session" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:sts::222233334444:assumed-role/AWSReservedSSO_AdministratorAccess_dc6414f7f2ab04fc/ann@example.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role" "role" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::222233334444:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_AdministratorAccess_dc6414f7f2ab04fc" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role" "cond" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::222233334444:root" }, Action = "sts:AssumeRole", Condition = { ArnLike = { "aws:PrincipalArn" = "arn:aws:iam::222233334444:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin_*" } } }] })
}
resource "aws_iam_role" "user" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::222233334444:user/ann" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role" "mfa" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::222233334444:root" }, Action = "sts:AssumeRole", Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } } }] })
}
