resource "aws_sns_topic_policy" "t" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:alerts"
  policy = jsonencode({ Version = "2012-10-17", Statement = split("-", terraform.workspace)[0] == "prod" ? [merge({ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }, terraform.workspace == "prod" ? { Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } } : {})] : [] })
}
