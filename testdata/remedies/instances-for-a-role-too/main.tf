locals {
  topics = {
    a = { type = "Service", id = "s3.amazonaws.com" }
    b = { type = "AWS", id = "arn:aws:iam::111122223333:role/app" }
  }
}
data "aws_caller_identity" "current" {}
resource "aws_sns_topic" "t" {
  for_each = local.topics
  name     = each.key
}
data "aws_iam_policy_document" "p" {
  for_each = local.topics
  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.t[each.key].arn]
    principals {
      type        = each.value.type
      identifiers = [each.value.id]
    }
  }
}
resource "aws_sns_topic_policy" "p" {
  for_each = local.topics
  arn      = aws_sns_topic.t[each.key].arn
  policy   = data.aws_iam_policy_document.p[each.key].json
}
