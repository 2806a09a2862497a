variable "given" {}
resource "aws_sqs_queue" "queue" { name = "queue" }
resource "aws_sqs_queue_policy" "action" {
  queue_url = aws_sqs_queue.queue.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "sqs:*", Resource = "*" },
    { Effect = "Deny", Principal = "*", Action = ["sqs:Purge*", var.given], Resource = "*" }
  ] })
}
resource "aws_sqs_queue" "second" { name = "second" }
resource "aws_sqs_queue_policy" "condition" {
  queue_url = aws_sqs_queue.second.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "sqs:*", Resource = "*" },
    { Effect = "Deny", Principal = "*", Action = "*", Resource = "*", Condition = var.given }
  ] })
}
resource "aws_sns_topic" "topic" { name = "topic" }
resource "aws_sns_topic_policy" "principal" {
  arn = aws_sns_topic.topic.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = aws_sns_topic.topic.arn },
    { Effect = "Deny", Principal = var.given, Action = "*", Resource = "*" }
  ] })
}
# What is known of a Deny stops everybody else.
resource "aws_sqs_queue" "closed" { name = "closed" }
resource "aws_sqs_queue_policy" "closed" {
  queue_url = aws_sqs_queue.closed.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "sqs:*", Resource = "*" },
    { Effect = "Deny", Principal = "*", Action = "*", Resource = "*", Condition = { StringNotEquals = { "aws:PrincipalOrgID" = var.given } } },
    { Effect = "Deny", Principal = "*", Action = var.given, Resource = "*" }
  ] })
}
