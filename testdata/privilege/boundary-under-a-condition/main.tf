variable "strict" {
  type = bool
}

resource "aws_iam_user" "weak" {
  name = "weak"
  permissions_boundary = var.strict ? aws_iam_policy.ceiling.arn : null
}

resource "aws_iam_user_policy" "weak" {
  user = aws_iam_user.weak.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource = "*" },
      { Effect = "Allow", Action = "iam:PassRole", Resource = "*" },
    ]
  })
}

resource "aws_iam_policy" "ceiling" {
  name = "ceiling"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:*"], Resource = "*" }]
  })
}
