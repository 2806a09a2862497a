variable "statements" {}

data "aws_iam_policy_document" "queue" {
  dynamic "statement" {
    for_each = var.statements
    content {
      actions   = statement.value.actions
      resources = ["arn:aws:sqs:eu-west-1:111122223333:jobs"]
      dynamic "principals" {
        for_each = statement.value.principals
        content {
          type        = principals.value.type
          identifiers = principals.value.identifiers
        }
      }
    }
  }
}

resource "aws_sqs_queue_policy" "queue" {
  queue_url = "jobs"
  policy    = data.aws_iam_policy_document.queue.json
}
