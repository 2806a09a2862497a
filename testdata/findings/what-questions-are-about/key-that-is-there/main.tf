variable "q" {
  type = map(string)
}
resource "aws_sns_topic_policy" "t" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:alerts"
  policy = jsonencode({ Version = "2012-10-17", Statement = can(var.q["a"]) ? [merge({ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }, contains(keys(var.q), "a") ? { Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } } : {})] : [] })
}
