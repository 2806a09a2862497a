# deputylint: ignore[wildcard-principal] this topic is ours
resource "aws_sns_topic_policy" "a" {
  arn = replace("${replace(var.n, "{", "")}", "x", "y")
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Publish", Resource = "*" }] })
}
variable "n" {}
resource "aws_sns_topic_policy" "b" {
  arn = "arn:aws:sns:us-east-1:111111111111:b"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Publish", Resource = "*" }] })
}
resource "aws_sns_topic_policy" "c" {
  arn = "arn:aws:sns:us-east-1:111111111111:c"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Publish", Resource = "*" }] })
}
