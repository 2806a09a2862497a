variable "name" {}
variable "type" {}
variable "identifiers" {}
resource "aws_sns_topic" "t" { name = var.name }
data "aws_caller_identity" "current" {}
data "aws_iam_policy_document" "p" {
  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.t.arn]
    principals {
      type        = var.type
      identifiers = var.identifiers
    }
  }
}
resource "aws_sns_topic_policy" "p" {
  arn    = aws_sns_topic.t.arn
  policy = data.aws_iam_policy_document.p.json
}
