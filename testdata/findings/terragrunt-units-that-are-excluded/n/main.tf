variable "who" {}
resource "aws_sqs_queue" "q" {
  name   = "q"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = var.who, Action = "sqs:SendMessage", Resource = "*" }] })
}
