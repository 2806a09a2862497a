provider "aws" {
  region = "eu-west-1"
}
resource "aws_iam_role" "v" {
  name = "v"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::464622532012:root" }, Action = "sts:AssumeRole" }
  ] })
}
resource "aws_iam_role" "other" {
  name = "other"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::210987654321:root" }, Action = "sts:AssumeRole" }
  ] })
}
resource "aws_iam_role" "own" {
  name = "own"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::210987654322:root" }, Action = "sts:AssumeRole" }
  ] })
}
