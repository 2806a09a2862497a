variable "accounts" {
  type = list(string)
}
variable "enabled" {
  type = bool
}
resource "aws_sns_topic" "t" {
  name = "t"
}
resource "aws_sns_topic_policy" "t" {
  count  = var.enabled ? 1 : 0
  arn    = aws_sns_topic.t.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = length(var.accounts) == 0 ? ["*"] : var.accounts }, Action = "sns:Publish", Resource = aws_sns_topic.t.arn }] })
}
