variable "member_accounts" {
  type    = list(object({ account_id = string, email = string }))
  default = []
}
variable "account_type" { default = "individual" }
variable "config_prefix" { default = "" }
locals {
  is_master_account = var.account_type == "master"
  destination       = join("/", [aws_s3_bucket.logs.arn, trim(var.config_prefix, "/")])
}
resource "aws_s3_bucket" "logs" { bucket = "my-logs" }
data "aws_iam_policy_document" "logs" {
  statement {
    actions = ["s3:GetBucketAcl"]
    principals {
      type        = "Service"
      identifiers = ["config.amazonaws.com"]
    }
    resources = [aws_s3_bucket.logs.arn]
  }
  dynamic "statement" {
    for_each = local.is_master_account && length(var.member_accounts) > 0 ? [var.member_accounts] : []
    content {
      principals {
        type        = "AWS"
        identifiers = [for account in statement.value : "arn:aws:iam::${account.account_id}:root"]
      }
      actions   = ["s3:PutObject"]
      resources = [for account in statement.value : "${local.destination}/AWSLogs/${account.account_id}/Config/*"]
      condition {
        test     = "StringEquals"
        variable = "s3:x-amz-acl"
        values   = ["bucket-owner-full-control"]
      }
    }
  }
}
data "aws_iam_policy_document" "final" {
  source_policy_documents = [data.aws_iam_policy_document.logs.json]
}
resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = data.aws_iam_policy_document.final.json
}
