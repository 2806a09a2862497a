variable "bucket" {}

# What the bucket is made with is not in this code.
resource "aws_s3_bucket_acl" "given" {
  bucket = var.bucket
  acl    = "public-read"
}

resource "aws_s3_bucket_acl" "named" {
  bucket = "acme-elsewhere"
  acl    = "public-read"
}

# All that could take it back is here, and does not.
resource "aws_s3_bucket_acl" "open" {
  bucket = "acme-open"
  acl    = "public-read"
}

resource "aws_s3_bucket_ownership_controls" "open" {
  bucket = "acme-open"
  rule {
    object_ownership = "ObjectWriter"
  }
}

resource "aws_s3_bucket_public_access_block" "open" {
  bucket                  = "acme-open"
  block_public_acls       = false
  ignore_public_acls      = false
  block_public_policy     = false
  restrict_public_buckets = false
}
