resource "aws_sns_topic_policy" "t" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:t"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Publish", Resource = "*" }] })
}
