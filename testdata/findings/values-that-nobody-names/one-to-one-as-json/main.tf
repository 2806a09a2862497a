variable "q" {
  type = string
}
resource "aws_sns_topic_policy" "t" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:alerts"
  policy = jsonencode({ Version = "2012-10-17", Statement = jsonencode(var.q) == "\"prod\"" ? [merge({ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }, contains(["prod", "stage"], var.q) ? { Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } } : {})] : [] })
}
