# a guard beside a condition that it contradicts lets nobody in
resource "aws_s3_bucket_policy" "a" {
  bucket = "b-a"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-a/*", Condition = { Null = { "aws:SourceAccount" = "true" } } }] })
}
resource "aws_s3_bucket_policy" "b" {
  bucket = "b-b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-b/*", Condition = { Null = { "aws:SourceAccount" = "true", "aws:SourceArn" = "true" } } }] })
}
resource "aws_s3_bucket_policy" "c" {
  bucket = "b-c"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-c/*", Condition = { StringNotLike = { "aws:SourceAccount" = "*" } } }] })
}
resource "aws_iam_role" "e" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "999988887777" }, Action = "sts:AssumeRole", Condition = { Null = { "sts:ExternalId" = "true" } } }] })
}
resource "aws_iam_role" "f" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "999988887777" }, Action = "sts:AssumeRole", Condition = { StringNotLike = { "sts:ExternalId" = "*" } } }] })
}
resource "aws_lambda_permission" "x" {
  action = "lambda:InvokeFunction"
  function_name = "f"
  principal = "s3.amazonaws.com"
  source_arn = "arn:aws:s3:::*"
}
