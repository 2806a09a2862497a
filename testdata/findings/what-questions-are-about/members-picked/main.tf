variable "q" {
  type = list(string)
}
resource "aws_sns_topic_policy" "t" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:alerts"
  policy = jsonencode({ Version = "2012-10-17", Statement = length([for z in var.q : z if z == "a"]) > 0 ? [merge({ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }, length(var.q) > 0 ? { Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } } : {})] : [] })
}
