variable "topic_arn" {
  default = "arn:aws:sns:ap-northeast-1:9000000000:demo"
}
resource "aws_iam_policy" "p" {
  name   = "p"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sns:Publish", Resource = var.topic_arn }] })
}
