provider "aws" {
  region = "eu-west-1"
}
variable "p" {
  default = "111122223333"
}
resource "aws_sqs_queue" "q" { name = "q" }
resource "aws_sqs_queue_policy" "q" {
  queue_url = aws_sqs_queue.q.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = var.p }, Action = "sqs:*", Resource = "*" }
  ] })
}
