variable "c" {
  type = map(string)
}
resource "aws_sns_topic" "t" {
  name = "t"
}
resource "aws_sns_topic_policy" "t" {
  count  = lookup(var.c, "a") == "yes" ? 1 : 0
  arn    = aws_sns_topic.t.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = lookup(var.c, "b") == "yes" ? "*" : "111122223333" }, Action = "sns:Publish", Resource = aws_sns_topic.t.arn }] })
}
