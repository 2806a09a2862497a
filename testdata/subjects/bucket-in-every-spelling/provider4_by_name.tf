resource "aws_kms_key" "seal" {}

resource "aws_s3_bucket" "audit" {}

resource "aws_s3_bucket" "logs" {
  bucket = "example-logs"
}

resource "aws_s3_bucket_object_lock_configuration" "logs" {
  bucket              = "example-logs"
  object_lock_enabled = "Enabled"
}

resource "aws_s3_bucket_acl" "logs" {
  bucket = "example-logs"
  acl    = "log-delivery-write"
}

resource "aws_s3_bucket_versioning" "logs" {
  bucket = "example-logs"
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "logs" {
  bucket = "example-logs"
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.seal.arn
    }
  }
}

resource "aws_s3_bucket_logging" "logs" {
  for_each      = toset(["example-logs"])
  bucket        = each.value
  target_bucket = aws_s3_bucket.audit.bucket
  target_prefix = "s3/"
}

resource "aws_s3_bucket_website_configuration" "logs" {
  bucket = "example-logs"
  index_document {
    suffix = "index.html"
  }
}

resource "aws_s3_bucket_public_access_block" "logs" {
  bucket              = "example-logs"
  block_public_policy = true
}

resource "aws_s3_bucket_ownership_controls" "logs" {
  bucket = "example-logs"
  rule {
    object_ownership = "ObjectWriter"
  }
}
