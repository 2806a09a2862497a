variable "names" {
  type    = map(string)
  default = {}
}
data "aws_caller_identity" "current" {}
resource "aws_kms_key" "k" { policy = data.aws_iam_policy_document.d.json }
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["kms:Decrypt"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["logs.us-east-1.amazonaws.com"]
    }
    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = [for name in keys(var.names) : "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:${name}"]
    }
  }
}
