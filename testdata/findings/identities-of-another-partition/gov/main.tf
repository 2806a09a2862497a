provider "aws" {
  region = "us-gov-west-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_role" "admin" {
  name = "admin"
  managed_policy_arns = ["arn:aws-us-gov:iam::aws:policy/AdministratorAccess"]
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
}
resource "aws_iam_user" "u" { name = "u" }
resource "aws_iam_user_policy" "p" {
  name = "p"
  user = aws_iam_user.u.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["iam:PassRole"], Resource = "arn:aws-us-gov:iam::111122223333:role/admin" },
   { Effect = "Allow", Action = ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource = "*" }] })
}
resource "aws_s3_bucket" "b" { bucket = "bbbbb" }
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:PutObject"], Principal = { Service = "cloudtrail.amazonaws.com" }, Resource = "arn:aws-us-gov:s3:::bbbbb/*" }] })
}
