locals {
  buckets = { red = "Enabled", blue = "Suspended" }
}

resource "aws_s3_bucket" "b" {
  for_each = local.buckets
  bucket   = "example-${each.key}"
}

resource "aws_s3_bucket_versioning" "b" {
  for_each = local.buckets
  bucket   = aws_s3_bucket.b[each.key].id
  versioning_configuration {
    status = each.value
  }
}
