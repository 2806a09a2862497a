data "aws_iam_policy_document" "vendor" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::444455556666:root"]
    }
  }
}
data "aws_iam_policy_document" "everybody" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}
data "aws_iam_policy_document" "every_account" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}
data "aws_iam_policy_document" "vendor_with_id" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::444455556666:root"]
    }
    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = ["acme-7f3c2a"]
    }
  }
}
resource "aws_iam_role" "vendor" { assume_role_policy = data.aws_iam_policy_document.vendor.json }
resource "aws_iam_role" "everybody" { assume_role_policy = data.aws_iam_policy_document.everybody.json }
resource "aws_iam_role" "every_account" { assume_role_policy = data.aws_iam_policy_document.every_account.json }
resource "aws_iam_role" "vendor_with_id" { assume_role_policy = data.aws_iam_policy_document.vendor_with_id.json }
