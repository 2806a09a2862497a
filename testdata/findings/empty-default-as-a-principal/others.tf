variable "user" {
  default = ""
}
resource "aws_sqs_queue_policy" "q" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = var.user }, Action = "sqs:SendMessage", Resource = "*" },
    { Effect = "Allow", Principal = { AWS = "" }, Action = "sqs:SendMessage", Resource = "*" },
  ] })
}
