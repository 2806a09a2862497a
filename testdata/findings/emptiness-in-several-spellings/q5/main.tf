variable "source_accounts" {
  type = list(string)
}
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
      for_each = length(var.source_accounts) > 0 ? [1] : []
      content {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = var.source_accounts
      }
    }
  }
}
resource "aws_sns_topic_policy" "t" {
  count  = length(var.source_accounts) == 0 ? 0 : 1
  arn    = aws_sns_topic.t.arn
  policy = data.aws_iam_policy_document.t.json
}
