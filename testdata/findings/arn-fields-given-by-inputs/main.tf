variable "partition" {}
variable "account" {}
variable "region" {}
data "aws_ssm_parameter" "account" { name = "/account" }

resource "aws_s3_bucket" "logs" { bucket = "logs" }
resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:${var.partition}:s3:::logs/*" }
  ] })
}
resource "aws_s3_bucket_policy" "guarded" {
  bucket = "guarded"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:${var.partition}:s3:::guarded/*",
      Condition = { StringEquals = { "aws:SourceArn" = "arn:${var.partition}:cloudtrail:${var.region}:111122223333:trail/main" } } }
  ] })
}
resource "aws_iam_role_policy" "attach" {
  role = "attach"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "iam:AttachRolePolicy", Resource = "arn:aws:iam::${var.account}:role/*" }
  ] })
}
resource "aws_iam_role_policy" "pass" {
  role = "pass"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"],
      Resource = ["arn:${var.partition}:iam::${var.account}:role/*", "arn:${var.partition}:lambda:${var.region}:${var.account}:function:*"] }
  ] })
}
resource "aws_iam_role_policy" "any_account" {
  role = "any-account"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "iam:AttachRolePolicy", Resource = "arn:${var.partition}:iam::*:role/*" }
  ] })
}
resource "aws_iam_role_policy" "stop" {
  role = "stop"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "cloudtrail:StopLogging", Resource = "arn:aws:cloudtrail:*:${data.aws_ssm_parameter.account.value}:trail/*" }
  ] })
}
resource "aws_iam_role_policy" "one_role" {
  role = "one-role"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "iam:PassRole", Resource = "arn:${var.partition}:iam::${var.account}:role/reader" }
  ] })
}
