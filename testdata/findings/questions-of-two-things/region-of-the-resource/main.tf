# The queue is in the Region that it names itself, and the policy with it.
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_sqs_queue" "q" {
  name   = "q"
  region = "us-west-2"
}
resource "aws_sqs_queue_policy" "p" {
  region    = "us-west-2"
  queue_url = aws_sqs_queue.q.id
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:us-west-2:111122223333:q" }]
  })
}
