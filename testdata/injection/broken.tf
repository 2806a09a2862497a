resource "aws_s3_bucket" "##[error]b" {
  bucket = "::error::x
