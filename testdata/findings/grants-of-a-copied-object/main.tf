# A copy has an access control list of its own, whatever the object had that it is made of.
resource "aws_s3_bucket" "site" {
  bucket = "acme-site"
}

resource "aws_s3_bucket_ownership_controls" "site" {
  bucket = aws_s3_bucket.site.id
  rule {
    object_ownership = "ObjectWriter"
  }
}

resource "aws_s3_bucket_public_access_block" "site" {
  bucket             = aws_s3_bucket.site.id
  block_public_acls  = false
  ignore_public_acls = false
}

resource "aws_s3_object_copy" "open" {
  bucket = aws_s3_bucket.site.id
  key    = "open.txt"
  source = "acme-source/open.txt"
  grant {
    uri         = "http://acs.amazonaws.com/groups/global/AllUsers"
    type        = "Group"
    permissions = ["READ"]
  }
}

resource "aws_s3_object_copy" "ours" {
  bucket = aws_s3_bucket.site.id
  key    = "ours.txt"
  source = "acme-source/ours.txt"
  grant {
    id          = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
    type        = "CanonicalUser"
    permissions = ["FULL_CONTROL"]
  }
}
