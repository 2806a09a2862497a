# Each writes for any customer, below `AWSLogs/` and the account of the customer.
resource "aws_s3_bucket_policy" "redshift" {
  bucket = "acme-audit"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::193672423079:user/logs" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::acme-audit/*" }]
  })
}

data "aws_cloudtrail_service_account" "main" {}

resource "aws_s3_bucket_policy" "trail" {
  bucket = "acme-trail"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = data.aws_cloudtrail_service_account.main.arn }, Action = "s3:PutObject", Resource = "arn:aws:s3:::acme-trail/*" }]
  })
}
