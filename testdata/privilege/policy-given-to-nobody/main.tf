resource "aws_iam_policy" "users" {
  name = "users"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iam:PutUserPolicy", Resource = "*" },
    ]
  })
}

resource "aws_iam_policy" "both" {
  name = "both"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["iam:PutUserPolicy", "iam:PutRolePolicy"], Resource = "*" },
    ]
  })
}
