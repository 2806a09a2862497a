variable "name" {}
variable "statements" { default = [] }
resource "aws_sns_topic" "t" { name = var.name }
data "aws_caller_identity" "current" {}
data "aws_iam_policy_document" "p" {
  dynamic "statement" {
    for_each = var.statements
    content {
      sid       = statement.value.sid
      actions   = statement.value.actions
      resources = [aws_sns_topic.t.arn]
      principals {
        type        = statement.value.type
        identifiers = statement.value.identifiers
      }
    }
  }
}
resource "aws_sns_topic_policy" "p" {
  arn    = aws_sns_topic.t.arn
  policy = data.aws_iam_policy_document.p.json
}
