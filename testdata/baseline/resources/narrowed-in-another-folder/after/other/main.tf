resource "aws_sqs_queue" "jobs" {}

resource "aws_sns_topic_policy" "demo" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:salaries"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Publish", Resource = "arn:aws:sns:eu-west-1:111122223333:salaries" }] })
}

