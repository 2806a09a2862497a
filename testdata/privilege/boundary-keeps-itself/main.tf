resource "aws_iam_user" "dev" {
  name = "dev"
  permissions_boundary = aws_iam_policy.ceiling.arn
}

resource "aws_iam_user_policy" "dev" {
  user = aws_iam_user.dev.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:*", "iam:*"], Resource = "*" },
    ]
  })
}

resource "aws_iam_policy" "ceiling" {
  name = "ceiling"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:*", "iam:*"], Resource = "*" },
      { Effect = "Deny", Action = ["iam:*Boundary", "iam:PassRole"], Resource = "*" },
      { Effect = "Deny", Action = "iam:*", Resource = "arn:aws:iam::111122223333:policy/ceiling" },
      { Effect = "Deny", Action = ["iam:CreateAccessKey", "iam:*LoginProfile", "iam:UpdateAssumeRolePolicy", "iam:CreateRole", "iam:CreateUser"], Resource = "*" },
    ]
  })
}
