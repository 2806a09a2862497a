variable "name" {}
data "aws_caller_identity" "current" {}
locals {
  bucket_arn = "arn:aws:s3:::${var.name}"
  resources  = formatlist("${local.bucket_arn}/AWSLogs/%s/*", [data.aws_caller_identity.current.account_id])
}
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["s3:PutObject"]
    resources = local.resources
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }
  }
}
resource "aws_s3_bucket" "b" { bucket = var.name }
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = data.aws_iam_policy_document.d.json
}
variable "prefixes" { type = list(string) }
variable "log_account" {}
locals {
  account = data.aws_caller_identity.current.account_id
  others  = sort(formatlist("${local.bucket_arn}/%s/${var.log_account}/*", concat(formatlist("%s/AWSLogs", compact(var.prefixes)), ["AWSLogs"])))
  paths   = sort(formatlist("${local.bucket_arn}/%s/${local.account}/*", concat(formatlist("%s/AWSLogs", compact(var.prefixes)), ["AWSLogs"])))
}
data "aws_iam_policy_document" "elb" {
  statement {
    actions   = ["s3:PutObject"]
    resources = concat(local.paths, local.others)
    principals {
      type        = "Service"
      identifiers = ["logdelivery.elasticloadbalancing.amazonaws.com"]
    }
  }
}
resource "aws_s3_bucket" "elb" { bucket = var.name }
resource "aws_s3_bucket_policy" "elb" {
  bucket = aws_s3_bucket.elb.id
  policy = data.aws_iam_policy_document.elb.json
}
