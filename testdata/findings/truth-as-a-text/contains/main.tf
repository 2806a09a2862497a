variable "q" {
  type = bool
}
resource "aws_sns_topic_policy" "t" {
  count  = !var.q ? 1 : 0
  arn    = "arn:aws:sns:eu-west-1:111122223333:alerts"
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }, contains(["true"], tostring(var.q)) ? { Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } } : {})] })
}
