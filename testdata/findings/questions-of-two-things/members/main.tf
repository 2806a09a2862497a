# Each member of the collection asks its own question: `Allow` is open where `var.a` is true, whatever the `Deny` says.
variable "a" {
  type = bool
}
variable "b" {
  type = bool
}
data "aws_iam_policy_document" "q" {
  dynamic "statement" {
    for_each = { a = { on = var.a }, b = { on = var.b } }
    content {
      effect    = statement.key == "a" ? "Allow" : "Deny"
      actions   = ["sqs:SendMessage"]
      resources = ["*"]
      principals {
        type        = "AWS"
        identifiers = statement.value.on ? ["*"] : ["111122223333"]
      }
    }
  }
}
resource "aws_sqs_queue" "q" {
  policy = data.aws_iam_policy_document.q.json
}
