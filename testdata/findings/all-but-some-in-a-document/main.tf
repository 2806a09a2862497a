# Everybody else in the world gets in.
data "aws_iam_policy_document" "topic" {
  statement {
    actions   = ["sns:Publish"]
    resources = ["arn:aws:sns:eu-west-1:111122223333:news"]
    not_principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111122223333:user/former"]
    }
  }
}
resource "aws_sns_topic_policy" "topic" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:news"
  policy = data.aws_iam_policy_document.topic.json
}
data "aws_iam_policy_document" "without_the_one" {
  statement {
    actions   = ["sns:Publish"]
    resources = ["arn:aws:sns:eu-west-1:111122223333:alarms"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111122223333:root"]
    }
  }
  statement {
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = ["arn:aws:sns:eu-west-1:111122223333:alarms"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111122223333:user/former"]
    }
  }
}
resource "aws_sns_topic_policy" "without_the_one" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:alarms"
  policy = data.aws_iam_policy_document.without_the_one.json
}
