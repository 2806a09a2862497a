resource "aws_sqs_queue" "q" {
  name   = "q"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "111122223333" }, Action = "sqs:*", Resource = "*" }] })
}
output "account" { value = "111122223333" }
