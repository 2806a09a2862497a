variable "principals" {
  type = map(string)
}
resource "aws_sns_topic" "t" {
  name = "t"
}
resource "aws_sns_topic_policy" "t" {
  count  = length(keys(var.principals)) > 0 ? 1 : 0
  arn    = aws_sns_topic.t.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = length(var.principals) > 0 ? values(var.principals) : ["*"] }, Action = "sns:Publish", Resource = aws_sns_topic.t.arn }] })
}
