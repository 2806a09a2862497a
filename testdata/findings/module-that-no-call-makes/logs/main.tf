variable "access_logs" {
  type    = bool
  default = false
}

locals {
  access_logs = var.access_logs ? { enabled = var.access_logs } : {}
}

resource "aws_s3_bucket" "logs" {
  bucket = "acme-logs"
}

module "access_logs" {
  for_each = local.access_logs
  source   = "../delivery"
  bucket   = aws_s3_bucket.logs.bucket
}
