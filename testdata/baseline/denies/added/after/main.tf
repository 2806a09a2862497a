resource "aws_s3_bucket" "logs" {
  bucket = "example-trail-logs"
}
resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::example-trail-logs/*" },
      { Effect="Deny", Principal="*", Action="s3:PutObject", Resource="arn:aws:s3:::example-trail-logs/private/*" },
      { Effect="Deny", Principal="*", Action="s3:DeleteObject", Resource="arn:aws:s3:::example-trail-logs/*" }
    ]
  })
}
