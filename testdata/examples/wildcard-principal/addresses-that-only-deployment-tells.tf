variable "office" {}
resource "aws_sqs_queue_policy" "in" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/in"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "*", Condition = { IpAddress = { "aws:SourceIp" = var.office } } }]
  })
}
