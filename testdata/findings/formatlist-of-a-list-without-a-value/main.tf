variable "prefixes" { type = list(string) }
data "aws_caller_identity" "current" {}
resource "aws_s3_bucket" "logs" { bucket = "my-logs" }
data "aws_iam_policy_document" "logs" {
  statement {
    effect = "Allow"
    principals {
      type        = "Service"
      identifiers = ["delivery.logs.amazonaws.com"]
    }
    actions   = ["s3:PutObject"]
    resources = formatlist("${aws_s3_bucket.logs.arn}/%s/AWSLogs/${data.aws_caller_identity.current.account_id}/*", var.prefixes)
    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }
  }
}
resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = data.aws_iam_policy_document.logs.json
}
