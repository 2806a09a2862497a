resource "aws_s3_bucket" "logs" {}

resource "aws_s3_bucket_public_access_block" "logs" {
  bucket              = aws_s3_bucket.logs.id
  block_public_acls   = true
  block_public_policy = false
}

resource "aws_s3_account_public_access_block" "all" {
  block_public_policy = true
}
