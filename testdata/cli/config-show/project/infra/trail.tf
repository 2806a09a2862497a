variable "bucket" {
  default = "example-trail-logs"
}

locals {
  delivery = "cloudtrail.amazonaws.com"
}

data "aws_iam_policy_document" "trail" {
  statement {
    sid       = "AWSCloudTrailWrite"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::${var.bucket}/AWSLogs/*"]

    principals {
      type        = "Service"
      identifiers = [local.delivery]
    }

    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }
  }
}

resource "aws_s3_bucket_policy" "trail" {
  bucket = var.bucket
  policy = data.aws_iam_policy_document.trail.json
}
