variable "public_access" {
  type    = string
}
resource "aws_sns_topic" "t" {
  name = "t"
}
resource "aws_sns_topic_policy" "t" {
  count  = var.public_access == "" ? 0 : 1
  arn    = aws_sns_topic.t.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = length(var.public_access) == 0 ? "*" : var.public_access }, Action = "sns:Publish", Resource = aws_sns_topic.t.arn }] })
}
