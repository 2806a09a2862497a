# deputylint: ignore[wildcard-principal] a is ours
resource "aws_sns_topic_policy" "a" {
  arn = "arn:aws:sns:us-east-1:111111111111:a"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Publish", Resource = "*" }] })
}
resource "aws_sns_topic_policy" "b" {
  arn = "arn:aws:sns:us-east-1:111111111111:b"
  policy = aws_sns_topic_policy.a.policy
}
variable "n" {}
