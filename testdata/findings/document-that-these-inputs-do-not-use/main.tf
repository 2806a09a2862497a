variable "host_account_id" {
  default = ""
}
locals {
  is_host = var.host_account_id == ""
}
data "aws_caller_identity" "me" {}
data "aws_iam_policy_document" "host" {
  statement {
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.me.account_id}:root"]
    }
  }
}
data "aws_iam_policy_document" "target" {
  statement {
    actions   = ["kms:Decrypt"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${var.host_account_id}:root"]
    }
  }
}
resource "aws_kms_key" "k" {
  policy = local.is_host ? data.aws_iam_policy_document.host.json : data.aws_iam_policy_document.target.json
}
