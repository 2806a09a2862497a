resource "aws_sns_topic" "t" { name = "t" }
resource "aws_sqs_queue_policy" "q" {
  queue_url = "x"
  policy    = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*", Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.t.arn }, StringEquals = { "aws:SourceAccount" = "111122223333" } } }] })
}
