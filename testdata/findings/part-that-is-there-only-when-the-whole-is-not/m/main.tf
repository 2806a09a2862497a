variable "on" { type = bool }
resource "aws_sqs_queue_policy" "p" {
  count     = var.on ? 1 : 0
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/a"
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*" }]
  })
}
