resource "aws_s3_bucket" "web" { bucket = "acme-web" }
resource "aws_s3_bucket_public_access_block" "web" {
  bucket            = aws_s3_bucket.web.id
  block_public_acls = true
}
resource "aws_s3_account_public_access_block" "all" {
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = true
  restrict_public_buckets = true
}
