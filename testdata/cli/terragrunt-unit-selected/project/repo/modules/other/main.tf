resource "aws_sns_topic_policy" "p" {
  arn    = "arn:aws:sns:us-east-1:111122223333:t"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Publish", Resource = "*" }] })
}
