data "aws_caller_identity" "current" {}
resource "aws_kms_key" "k" {
  policy = data.aws_iam_policy_document.d.json
}
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["kms:Encrypt*", "kms:Decrypt*"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["logs.eu-west-2.amazonaws.com"]
    }
    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = ["arn:aws:logs:region:${data.aws_caller_identity.current.account_id}:*"]
    }
  }
}
