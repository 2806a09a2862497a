resource "aws_s3_bucket" "logs" { bucket_prefix = "logs-" }
resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "logging.s3.amazonaws.com" }, Action = "s3:PutObject", Resource = "${aws_s3_bucket.logs.arn}/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } },
      { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = ["${aws_s3_bucket.logs.arn}/*"], Condition = { StringNotEquals = { "aws:SourceVpce" = "vpce-0a1b2c3d4e5f60718" } } },
    ]
  })
}
