variable "enabled" {
  type = bool
}

resource "aws_s3_bucket" "logs" {
  count = var.enabled ? 1 : 0
}

resource "aws_s3_bucket_versioning" "joined" {
  count  = var.enabled ? 1 : 0
  bucket = join("", aws_s3_bucket.logs.*.id)

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "one" {
  count                   = var.enabled ? 1 : 0
  bucket                  = one(aws_s3_bucket.logs[*].id)
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_acl" "tried" {
  count  = var.enabled ? 1 : 0
  bucket = try(aws_s3_bucket.logs[0].id, "")
  acl    = "private"
}

resource "aws_s3_bucket_ownership_controls" "element" {
  bucket = element(concat(aws_s3_bucket.logs.*.id, [""]), 0)

  rule {
    object_ownership = "ObjectWriter"
  }
}
