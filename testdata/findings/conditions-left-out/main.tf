variable "account" {
  default = null
}

resource "aws_sns_topic" "in" {
  name = "in"
}

data "aws_iam_policy_document" "in" {
  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.in.arn]
    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
    # This condition is none.
    dynamic "condition" {
      for_each = var.account == null ? [] : [var.account]
      content {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [condition.value]
      }
    }
  }
}

resource "aws_sns_topic_policy" "in" {
  arn    = aws_sns_topic.in.arn
  policy = data.aws_iam_policy_document.in.json
}
