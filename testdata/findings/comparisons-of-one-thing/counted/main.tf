variable "accounts" {
  type = list(string)
}
resource "aws_sns_topic" "t" {
  name = "t"
}
resource "aws_sns_topic_policy" "t" {
  count  = length(var.accounts)
  arn    = aws_sns_topic.t.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = length(var.accounts) == 0 ? "*" : "111122223333" }, Action = "sns:Publish", Resource = aws_sns_topic.t.arn }] })
}
