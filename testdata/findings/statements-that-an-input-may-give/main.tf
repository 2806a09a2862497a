variable "group" {
  type    = any
  default = null
}
variable "st" {
  type = any
}
data "aws_iam_policy_document" "custom" {
  dynamic "statement" {
    for_each = var.st
    content {
      effect        = "Allow"
      actions       = lookup(statement.value, "actions", null)
      not_actions   = lookup(statement.value, "not_actions", null)
      resources     = lookup(statement.value, "resources", null)
      not_resources = lookup(statement.value, "not_resources", null)
    }
  }
}
resource "aws_iam_policy" "p" {
  policy = data.aws_iam_policy_document.custom.json
}
