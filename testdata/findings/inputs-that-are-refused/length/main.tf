variable "external_id" {
  type = string
  validation {
    condition     = length(var.external_id) >= 8
    error_message = "Give the external ID that the vendor issued."
  }
}
resource "aws_iam_role" "vendor" { assume_role_policy = data.aws_iam_policy_document.trust.json }
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::525325868955:root"]
    }
    dynamic "condition" {
      for_each = var.external_id == "" ? [] : [1]
      content {
        test     = "StringEquals"
        variable = "sts:ExternalId"
        values   = [var.external_id]
      }
    }
  }
}
