resource "aws_s3_bucket_policy" "l" {
  bucket = "example-logs"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::156460612806:root" }, Action = "s3:PutObject", Resource = ["arn:aws:s3:::example-logs/AWSLogs/111122223333/*", "arn:aws:s3:::example-logs/AWSLogs/222233334444/*"] }] })
}
