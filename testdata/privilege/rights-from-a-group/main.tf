resource "aws_iam_group" "builders" {
  name = "builders"
}

resource "aws_iam_group_policy" "builders" {
  group = aws_iam_group.builders.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource = "*" }]
  })
}

resource "aws_iam_user_group_membership" "weak" {
  user   = aws_iam_user.weak.name
  groups = [aws_iam_group.builders.name]
}

resource "aws_iam_user" "weak" {
  name = "weak"
}

resource "aws_iam_user_policy" "weak" {
  user = aws_iam_user.weak.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iam:PassRole", Resource = "*" },
    ]
  })
}
