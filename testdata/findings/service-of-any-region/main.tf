variable "region" { type = string }
data "aws_iam_policy_document" "key" {
  statement {
    sid       = "Logs"
    effect    = "Allow"
    actions   = ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["logs.${var.region}.amazonaws.com"]
    }
  }
}
resource "aws_kms_key" "key" { policy = data.aws_iam_policy_document.key.json }
