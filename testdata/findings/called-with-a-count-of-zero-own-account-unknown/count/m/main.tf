variable "user_ip" {
  default = ""
}
variable "user" {
  default = ""
}
resource "aws_sqs_queue" "q" { name = "q" }
resource "aws_sqs_queue_policy" "q" {
  queue_url = aws_sqs_queue.q.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn, Condition = { IpAddress = { "aws:SourceIp" = "${var.user_ip}/32" } } }]
  })
}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = var.user }, Action = "sts:AssumeRole" }] })
}
