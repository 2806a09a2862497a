resource "aws_sqs_queue" "q" { name = "q" }
resource "aws_sqs_queue_policy" "q" {
  queue_url = aws_sqs_queue.q.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn
    Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:s3:::our-trail-bucket" } }
  }] })
}
variable "bucket" { type = string }
resource "aws_sqs_queue" "p" { name = "p" }
resource "aws_sqs_queue_policy" "p" {
  queue_url = aws_sqs_queue.p.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.p.arn
    Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:s3:::${var.bucket}" } }
  }] })
}
