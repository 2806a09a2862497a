variable "is_enabled" {
  type = bool
}
resource "aws_sqs_queue_policy" "q" {
  count     = var.is_enabled ? 1 : 0
  queue_url = "q"
  policy    = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "events.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-west-2:111122223333:q" }] })
}
