resource "aws_iam_user" "many" {
  count = 257
  name  = "user-${count.index}"
}

resource "aws_iam_policy" "keys" {
  name = "keys"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "*" }]
  })
}

resource "aws_iam_user_policy_attachment" "keys" {
  count      = 257
  user       = aws_iam_user.many[count.index].name
  policy_arn = aws_iam_policy.keys.arn
}
