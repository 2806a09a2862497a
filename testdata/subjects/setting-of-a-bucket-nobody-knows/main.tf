variable "bucket" {
  type = string
}

resource "aws_s3_bucket" "open" {}

resource "aws_s3_bucket" "decided" {}

resource "aws_s3_bucket_versioning" "decided" {
  bucket = aws_s3_bucket.decided.id
  versioning_configuration {
    status = "Suspended"
  }
}

resource "aws_s3_bucket_versioning" "some" {
  bucket = var.bucket
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_ownership_controls" "elsewhere" {
  bucket = data.aws_s3_bucket.other.id
  rule {
    object_ownership = "ObjectWriter"
  }
}

data "aws_s3_bucket" "other" {
  bucket = "other"
}
