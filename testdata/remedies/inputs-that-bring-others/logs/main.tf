# a module for a central log bucket: the accounts that deliver are an input, empty by default, put together with the own one
variable "spoke_account_ids" {
  type    = list(string)
  default = []
}
data "aws_caller_identity" "this" {}
locals {
  account_ids = concat(var.spoke_account_ids, [data.aws_caller_identity.this.account_id])
}
resource "aws_s3_bucket" "b" {
  bucket = "central-logs"
}
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = data.aws_iam_policy_document.b.json
}
data "aws_iam_policy_document" "b" {
  statement {
    actions   = ["s3:GetBucketAcl"]
    resources = [aws_s3_bucket.b.arn]
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
  }
  statement {
    actions   = ["s3:PutObject"]
    resources = [for account in local.account_ids : "${aws_s3_bucket.b.arn}/AWSLogs/${account}/*"]
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
  }
}
