resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = aws_s3_bucket.logs.id
}
resource "aws_s3_bucket" "logs" {
  bucket        = "acme-trail"
  force_destroy = «true»
}
