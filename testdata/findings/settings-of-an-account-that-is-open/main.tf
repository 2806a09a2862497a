provider "aws" {
  allowed_account_ids = ["111122223333"]
}
variable "account" {}
resource "aws_s3_bucket" "open" { bucket = "open" }
resource "aws_s3_bucket_public_access_block" "open" {
  bucket                  = aws_s3_bucket.open.id
  block_public_acls       = false
  block_public_policy     = false
  ignore_public_acls      = false
  restrict_public_buckets = false
}
resource "aws_s3_bucket_policy" "open" {
  bucket = aws_s3_bucket.open.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::open/*" }
  ] })
}
resource "aws_s3_account_public_access_block" "all" {
  account_id              = var.account
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
# The policy of a bucket that is made elsewhere.
resource "aws_s3_bucket_policy" "elsewhere" {
  bucket = "elsewhere"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::elsewhere/*" }
  ] })
}
