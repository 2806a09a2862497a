resource "aws_sns_topic_policy" "demo" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:demo"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Publish", Resource = "*" }] })
}

resource "aws_sns_topic_policy" "payments" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:payments"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { AWS = "111122223333" }, Action = "sns:Publish", Resource = "*" }] })
}

resource "aws_sqs_queue" "demo" {}
resource "aws_sqs_queue" "payments" {}

resource "aws_sqs_queue_policy" "open" {
  queue_url = aws_sqs_queue.payments.id
  policy = jsonencode({ Statement = [{ Sid = "Send", Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = aws_sqs_queue.payments.arn }] })
}
