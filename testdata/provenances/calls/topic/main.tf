variable "service" {}

resource "aws_sns_topic_policy" "this" {
  arn = "arn:aws:sns:eu-west-1:111122223333:topic"
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = var.service }, Action = "sns:Publish", Resource = "*" }]
  })
}
