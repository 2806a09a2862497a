variable "n" {
  type = number
}
resource "aws_sns_topic" "t" {
  name = "t"
}
resource "aws_sns_topic_policy" "t" {
  count  = var.n > 0 ? 1 : 0
  arn    = aws_sns_topic.t.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = var.n == 0 ? "*" : "arn:aws:iam::111122223333:root" }, Action = "sns:Publish", Resource = aws_sns_topic.t.arn }] })
}
