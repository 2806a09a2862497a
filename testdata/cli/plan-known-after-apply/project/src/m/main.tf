variable "name" {}
resource "aws_sns_topic_policy" "p" {
  arn = "arn:aws:sns:us-east-1:111111111111:${var.name}"
  policy = data.aws_iam_policy_document.d.json
}
data "aws_iam_policy_document" "d" {
  statement {
    sid = "first"
    actions = ["sns:Publish"]
    resources = ["*"]
    principals {
      type = "AWS"
      identifiers = ["arn:aws:iam::111111111111:root"]
    }
  }
  statement {
    sid = "second"
    actions = ["sns:Publish"]
    resources = ["*"]
    principals {
      type = "AWS"
      identifiers = ["*"]
    }
  }
}
