resource "aws_s3_bucket" "web" { bucket = "acme-web" }
resource "aws_s3_bucket_acl" "web" {
  bucket = aws_s3_bucket.web.id
  acl    = "public-read"
}
resource "aws_s3_bucket_public_access_block" "web" {
  bucket             = aws_s3_bucket.web.id
  ignore_public_acls = true
}
