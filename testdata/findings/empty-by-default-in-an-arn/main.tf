variable "bucket" { default = "" }
resource "aws_s3_bucket" "b" { bucket = var.bucket }
resource "aws_s3_bucket_policy" "p" {
  bucket = var.bucket
  policy = jsonencode({ Version = "2012-10-17", Statement = [
   { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::${var.bucket}/*" },
   { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:GetBucketAcl", Resource = "arn:aws:s3:::${var.bucket}" }
  ] })
}
