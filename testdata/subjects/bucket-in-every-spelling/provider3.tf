resource "aws_kms_key" "seal" {}

resource "aws_s3_bucket" "audit" {}

resource "aws_s3_bucket" "logs" {
  bucket = "example-logs"
  acl    = "log-delivery-write"

  versioning {
    enabled = true
  }

  object_lock_configuration {
    object_lock_enabled = "Enabled"
  }

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = aws_kms_key.seal.arn
      }
    }
  }

  logging {
    target_bucket = aws_s3_bucket.audit.id
    target_prefix = "s3/"
  }

  website {
    index_document = "index.html"
  }
}

resource "aws_s3_bucket_public_access_block" "logs" {
  bucket              = "example-logs"
  block_public_policy = true
}

resource "aws_s3_bucket_ownership_controls" "logs" {
  bucket = aws_s3_bucket.logs.id
  rule {
    object_ownership = "ObjectWriter"
  }
}
