resource "aws_sns_topic_policy" "topic" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:topic"
  policy = templatefile("${path.module}/called/topic.json.tpl", { topic = "arn:aws:sns:eu-west-1:111122223333:topic" })
}
