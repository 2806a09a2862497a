variable "stage" {
  type = string
}
variable "service" {
  type = string
}
data "aws_caller_identity" "current" {}
resource "aws_sns_topic" "t" {
  name = "t"
}
data "aws_iam_policy_document" "t" {
  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.t.arn]
    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
    dynamic "condition" {
      for_each = var.stage == "prod" ? [1] : []
      content {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [data.aws_caller_identity.current.account_id]
      }
    }
  }
}
resource "aws_sns_topic_policy" "t" {
  count  = var.service == "cloudwatch.amazonaws.com" ? 1 : 0
  arn    = aws_sns_topic.t.arn
  policy = data.aws_iam_policy_document.t.json
}
