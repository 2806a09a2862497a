resource "aws_iam_user" "dev" {
  name = "dev"
}

resource "aws_iam_user_policy" "dev" {
  user = aws_iam_user.dev.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iam:CreateAccessKey", Resource = "*", Condition = { StringEquals = { "iam:ResourceTag/keys" = "yes" } } },
    ]
  })
}

resource "aws_iam_user" "boss" {
  name = "boss"
  tags = { keys = "yes" }
}

resource "aws_iam_user_policy_attachment" "boss" {
  user       = aws_iam_user.boss.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_user" "other" {
  name = "other"
  tags = { keys = "no" }
}

resource "aws_iam_user_policy_attachment" "other" {
  user       = aws_iam_user.other.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
