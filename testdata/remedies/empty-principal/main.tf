variable "account_id" { default = "" }
resource "aws_s3_bucket" "b" { bucket = "b" }
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com", AWS = var.account_id }, Action = "s3:GetBucketAcl", Resource = aws_s3_bucket.b.arn }]
  })
}
