variable "n" {
  type = number
}
resource "aws_sns_topic" "t" {
  name = "t"
}
resource "aws_sns_topic_policy" "t" {
  count  = var.n > 0 ? 1 : 0
  arn    = aws_sns_topic.t.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = 1 > var.n ? "*" : "111122223333" }, Action = "sns:Publish", Resource = aws_sns_topic.t.arn }] })
}
