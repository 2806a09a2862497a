variable "accounts" {
  type = list(string)
}
resource "aws_sns_topic" "t" {
  name = "t"
}
data "aws_iam_policy_document" "d" {
  statement {
    actions = ["sns:Publish"]
    resources = [aws_sns_topic.t.arn]
    principals {
      type = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
    dynamic "condition" {
      for_each = var.accounts
      content {
        test = "StringEquals"
        variable = "aws:SourceAccount"
        values = ["111122223333"]
      }
    }
  }
}
resource "aws_sns_topic_policy" "t" {
  count  = length(var.accounts) > 0 ? 1 : 0
  arn    = aws_sns_topic.t.arn
  policy = data.aws_iam_policy_document.d.json
}
