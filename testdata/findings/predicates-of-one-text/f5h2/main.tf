variable "stage" {
  type = string
}
locals {
  prod = var.stage == "prod"
  dev  = can(regex("^(dev|test)$", var.stage))
}
resource "aws_sns_topic" "t" {
  count = local.prod ? 1 : 0
  name  = "t"
}
resource "aws_sns_topic_policy" "t" {
  count  = local.prod ? 1 : 0
  arn    = aws_sns_topic.t[0].arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = local.dev ? "*" : "arn:aws:iam::111122223333:root" }, Action = "sns:Publish", Resource = aws_sns_topic.t[0].arn }] })
}
output "o" {
  value = var.stage == "test" ? 1 : var.stage == "stage" ? 2 : 3
}
