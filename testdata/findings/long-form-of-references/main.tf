resource "aws_sns_topic" "t" { name = "t" }
resource "aws_sns_topic_policy" "p" {
  arn = resource.aws_sns_topic.t.arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "events.amazonaws.com" }, Action = "sns:Publish", Resource = resource.aws_sns_topic.t.arn }]
  })
}
