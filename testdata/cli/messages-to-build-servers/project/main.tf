resource "aws_s3_bucket_policy" "trail" {
  bucket = "example-trail-logs"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::example-trail-logs/*" }] })
}
