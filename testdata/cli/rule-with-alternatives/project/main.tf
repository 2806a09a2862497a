resource "aws_s3_bucket_policy" "trail" {
  bucket = "example-trail"
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root" }, Action = "s3:GetObject", Resource = "arn:aws:s3:::example-trail/*" }, { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::example-trail/*" }]
  })
}
