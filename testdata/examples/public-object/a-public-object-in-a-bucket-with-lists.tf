resource "aws_s3_bucket" "web" { bucket = "acme-web" }
resource "aws_s3_bucket_ownership_controls" "web" {
  bucket = aws_s3_bucket.web.id
  rule { object_ownership = "ObjectWriter" }
}
resource "aws_s3_bucket_public_access_block" "web" {
  bucket              = aws_s3_bucket.web.id
  block_public_acls   = false
  ignore_public_acls  = false
  block_public_policy = true
}
resource "aws_s3_object" "logo" {
  bucket = aws_s3_bucket.web.id
  key    = "logo.svg"
  acl    = «"public-read"»
}
