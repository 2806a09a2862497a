output "braces" {
  value = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "{bucket_arn}/*" },
  ] })
}
output "escaped" {
  value = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "config.amazonaws.com" }, Action = "s3:PutObject", Resource = "$${bucket_arn}/*" },
    { Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::example/$${aws:username}/*", Condition = { StringEquals = { "aws:PrincipalOrgID" = "$${ORG_ID}" } } },
  ] })
}
resource "aws_lambda_invocation" "maker" {
  function_name = "maker"
  input = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "<bucket_arn>/*" },
  ] })
}
resource "null_resource" "script" {
  triggers = {
    policy = jsonencode({ Version = "2012-10-17", Statement = [
      { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "BUCKET_ARN/*" },
    ] })
  }
}
resource "acme_bucket" "unknown_type" {
  rules = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "<ACCOUNT>" }, Action = "s3:PutObject", Resource = "__BUCKET_ARN__/*" },
    { Effect = "Allow", Principal = { Service = "config.amazonaws.com" }, Action = "s3:PutObject", Resource = "%BUCKET%/*" },
  ] })
}
module "within" {
  source = "example.com/acme/bucket/aws"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::{bucket}/*" },
  ] })
}
data "aws_iam_policy_document" "not_used" {
  statement {
    actions   = ["s3:PutObject"]
    resources = ["{bucket_arn}/*"]
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
  }
}
resource "aws_s3_bucket_policy" "as_written" {
  bucket = "example"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "{bucket_arn}/*" },
  ] })
}
