resource "aws_s3_bucket" "b" { bucket = "example-audit" }
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "redshift.amazonaws.com" }, Action = "s3:PutObject", Resource = "${aws_s3_bucket.b.arn}/*" }]
  })
}
resource "aws_kms_key" "k" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "cloudformation.amazonaws.com" }, Action = "kms:Decrypt", Resource = "*" },
      { Effect = "Allow", Principal = { Service = "codestar-notifications.amazonaws.com" }, Action = "kms:Decrypt", Resource = "*" },
    ]
  })
}
