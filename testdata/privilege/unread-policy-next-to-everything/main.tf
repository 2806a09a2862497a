# What `ceiling` denies stands elsewhere.
resource "aws_iam_user" "boss" {
  name = "boss"
}

resource "aws_iam_user_policy" "boss" {
  user = aws_iam_user.boss.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }]
  })
}

resource "aws_iam_user_policy_attachment" "ceiling" {
  user       = aws_iam_user.boss.name
  policy_arn = "arn:aws:iam::111122223333:policy/ceiling"
}
