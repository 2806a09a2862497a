variable "policy" {}

resource "aws_sns_topic_policy" "u" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:u"
  policy = var.policy
}
