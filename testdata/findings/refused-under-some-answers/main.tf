variable "create" {
  type = bool
}

resource "aws_sns_topic" "t" {
  count = var.create ? 1 : 0
  name  = "t"
}

resource "aws_iam_policy" "p" {
  name = "p"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sns:Publish", Resource = var.create ? ["arn:aws:sns:eu-west-1:111122223333:t"] : [] }]
  })
}
