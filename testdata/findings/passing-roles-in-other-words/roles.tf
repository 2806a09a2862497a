locals {
  own_account = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_role" "a" { assume_role_policy = local.own_account }
resource "aws_iam_role" "b" { assume_role_policy = local.own_account }
resource "aws_iam_role" "c" { assume_role_policy = local.own_account }
resource "aws_iam_role" "d" { assume_role_policy = local.own_account }
resource "aws_iam_role" "e" { assume_role_policy = local.own_account }
resource "aws_iam_role" "f" { assume_role_policy = local.own_account }
resource "aws_iam_role" "g" { assume_role_policy = local.own_account }
