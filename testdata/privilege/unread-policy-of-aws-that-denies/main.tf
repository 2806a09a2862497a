# This policy of AWS has a Deny, and is not read here.
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

resource "aws_iam_user_policy_attachment" "other" {
  user       = aws_iam_user.boss.name
  policy_arn = "arn:aws:iam::aws:policy/AWSLakeFormationDataAdmin"
}
