locals {
  cidrs = { a = "10.0.0.0/8", b = "10.1.0.0/16" }
  rules = { for k in sort(keys(jsondecode(templatefile("./rules.json", local.cidrs)))) : k => jsondecode(templatefile("./rules.json", local.cidrs))[k] }
}
resource "aws_networkfirewall_rule_group" "this" {
  for_each = local.rules
  capacity = 10
  name     = each.key
  type     = "STATEFUL"
}
resource "aws_sns_topic" "t" {
  name = "t"
}
resource "aws_sns_topic_policy" "t" {
  arn    = aws_sns_topic.t.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = aws_sns_topic.t.arn }] })
}
