variable "kms_key_arn" {
  type    = string
  default = ""
}
variable "services" {
  type    = list(string)
}
resource "aws_sns_topic" "t" {
  name = "t"
}
data "aws_caller_identity" "current" {}
data "aws_iam_policy_document" "t" {
  dynamic "statement" {
    for_each = length(var.services) > 0 ? [1] : []
    content {
      actions   = ["sns:Publish"]
      resources = [aws_sns_topic.t.arn]
      principals {
        type        = "Service"
        identifiers = ["cloudwatch.amazonaws.com"]
      }
      dynamic "condition" {
        for_each = length(var.services) != 0 ? [1] : []
        content {
          test     = "StringEquals"
          variable = "aws:SourceAccount"
          values   = [data.aws_caller_identity.current.account_id]
        }
      }
    }
  }
}
resource "aws_sns_topic_policy" "t" {
  arn    = aws_sns_topic.t.arn
  policy = data.aws_iam_policy_document.t.json
}
