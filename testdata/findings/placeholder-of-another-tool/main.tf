resource "aws_sqs_queue" "q" {
  name   = "q"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::{{ account }}:root" }, Action = "sqs:SendMessage", Resource = "*" }, { Effect = "Allow", Principal = "*", Action = "sqs:ReceiveMessage", Resource = "*" }] })
}
