# The condition of each statement is there or not by itself.
variable "guards_a" {
  type = list(string)
}
variable "guards_b" {
  type = list(string)
}
data "aws_iam_policy_document" "q" {
  dynamic "statement" {
    for_each = { a = var.guards_a, b = var.guards_b }
    content {
      effect    = statement.key == "a" ? "Allow" : "Deny"
      actions   = ["sqs:SendMessage"]
      resources = ["*"]
      principals {
        type        = "Service"
        identifiers = ["sns.amazonaws.com"]
      }
      dynamic "condition" {
        for_each = statement.value
        content {
          test     = statement.key == "a" ? "StringEquals" : "StringNotEquals"
          variable = "aws:SourceAccount"
          values   = ["111122223333"]
        }
      }
    }
  }
}
resource "aws_sqs_queue" "q" {
  policy = data.aws_iam_policy_document.q.json
}
