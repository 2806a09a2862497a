variable "policy" {}

resource "aws_sns_topic_policy" "this" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:x"
  policy = var.policy
}
