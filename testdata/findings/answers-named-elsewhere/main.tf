# A comparison has the answers that a map names elsewhere, wherever that stands.
variable "stage" {}

resource "aws_iam_role" "partner" {
  count = var.stage == "production" ? 1 : 0
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_s3_bucket" "data" {
  bucket = { production = "acme-data", staging = "acme-staging-data" }[var.stage]
}
