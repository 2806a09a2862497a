variable "strong" { type = bool }

resource "aws_iam_user" "weak" {
  name = "weak"
}

resource "aws_iam_user_policy" "weak" {
  user = aws_iam_user.weak.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource = "*" },
      { Effect = "Allow", Action = "iam:PassRole", Resource = "arn:aws:iam::111122223333:role/lambda-admin" },
    ]
  })
}

resource "aws_iam_role" "admin" {
  name = "lambda-admin"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy_attachment" "admin" {
  count      = var.strong ? 1 : 0
  role       = aws_iam_role.admin.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
