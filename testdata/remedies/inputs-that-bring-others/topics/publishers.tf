variable "services" { default = ["cloudwatch.amazonaws.com"] }
variable "publishers" {
  type    = list(string)
  default = []
}
resource "aws_sns_topic" "t" {
  name = "alarms"
}
resource "aws_sns_topic_policy" "t" {
  arn    = aws_sns_topic.t.arn
  policy = data.aws_iam_policy_document.t.json
}
data "aws_iam_policy_document" "t" {
  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.t.arn]
    principals {
      type        = "Service"
      identifiers = var.services
    }
    dynamic "principals" {
      for_each = length(var.publishers) > 0 ? ["_enable"] : []
      content {
        type        = "AWS"
        identifiers = var.publishers
      }
    }
  }
}
