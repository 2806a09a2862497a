variable "platform" {
  type = object({ name = string, account_env_suffix = string, tags = optional(map(string)) })
  default = { name = "p" }
}

resource "aws_sns_topic" "t" {
  name = var.platform.name
}

resource "aws_sns_topic_policy" "t" {
  arn    = aws_sns_topic.t.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = var.platform.account_env_suffix }, Action = "sns:Publish", Resource = aws_sns_topic.t.arn }] })
}
