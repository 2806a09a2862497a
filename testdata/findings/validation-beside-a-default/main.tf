variable "bucket" {
  type = string
}

variable "acl" {
  type    = string
  default = null

  validation {
    condition     = var.acl == null || contains(["private", "public-read"], var.acl)
    error_message = "private or public-read."
  }
}

resource "aws_s3_bucket_acl" "this" {
  bucket = var.bucket
  acl    = var.acl
}
