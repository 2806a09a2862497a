variable "q" {
  type = string
}
resource "aws_sns_topic_policy" "t" {
  count  = length(var.q) > 900 ? 0 : 1
  arn    = "arn:aws:sns:eu-west-1:111122223333:alerts"
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }, length(var.q) < 800 ? { Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } } : {})] })
}
