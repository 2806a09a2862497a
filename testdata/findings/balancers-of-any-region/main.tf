data "aws_elb_service_account" "here" {}
data "aws_caller_identity" "me" {}

resource "aws_s3_bucket_policy" "open" {
  bucket = "logs"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = data.aws_elb_service_account.here.arn }, Action = "s3:PutObject", Resource = "arn:aws:s3:::logs/*" }] })
}

resource "aws_s3_bucket_policy" "by_number" {
  bucket = "logs"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = data.aws_elb_service_account.here.id }, Action = "s3:PutObject", Resource = "arn:aws:s3:::logs/*" }] })
}

resource "aws_s3_bucket_policy" "own" {
  bucket = "logs"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = data.aws_elb_service_account.here.arn }, Action = "s3:PutObject", Resource = "arn:aws:s3:::logs/AWSLogs/${data.aws_caller_identity.me.account_id}/*" }] })
}
