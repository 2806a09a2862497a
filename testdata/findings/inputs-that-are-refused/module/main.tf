variable "org_id" {
  type    = string
  default = null
}
variable "external_id" {
  type    = string
  default = null
  validation {
    condition     = var.external_id == null || var.org_id != null
    error_message = "With external_id, org_id is needed too."
  }
}
locals {
  full = var.external_id != null && var.org_id != null ? "${var.org_id}-${var.external_id}" : null
  ids  = var.external_id != null ? [local.full] : []
}
resource "aws_iam_role" "vendor" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::525325868955:root"]
    }
    dynamic "condition" {
      for_each = length(local.ids) != 0 ? [true] : []
      content {
        test     = "StringEquals"
        variable = "sts:ExternalId"
        values   = local.ids
      }
    }
  }
}
