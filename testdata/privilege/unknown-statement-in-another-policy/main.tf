# Both policies count: what is not known of the second may deny what the first allows.
variable "extra" {}

resource "aws_iam_user" "weak" {
  name = "weak"
}

resource "aws_iam_user_policy" "weak" {
  user = aws_iam_user.weak.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:PutUserPolicy", Resource = "*" }]
  })
}

resource "aws_iam_user_policy" "extra" {
  user = aws_iam_user.weak.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [var.extra]
  })
}
