variable "open" {}
data "aws_iam_policy_document" "open" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com"]
    }
  }
}
data "aws_iam_policy_document" "closed" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["111122223333"]
    }
  }
}
resource "aws_sqs_queue_policy" "p" {
  queue_url = "q"
  policy    = var.open ? data.aws_iam_policy_document.open.json : data.aws_iam_policy_document.closed.json
}
