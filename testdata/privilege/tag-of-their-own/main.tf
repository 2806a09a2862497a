resource "aws_iam_user" "dev" {
  name = "dev"
}

resource "aws_iam_user_policy" "dev" {
  user = aws_iam_user.dev.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iam:*", Resource = "*", Condition = { StringEquals = { "aws:PrincipalTag/admin" = "yes" } } },
      { Effect = "Allow", Action = "iam:TagUser", Resource = "arn:aws:iam::*:user/$${aws:username}" },
    ]
  })
}

resource "aws_iam_user" "lead" {
  name = "lead"
  tags = { Admin = "yes" }
}

resource "aws_iam_user_policy" "lead" {
  user = aws_iam_user.lead.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iam:PutUserPolicy", Resource = "*", Condition = { StringEquals = { "aws:PrincipalTag/admin" = "yes" } } },
    ]
  })
}

resource "aws_iam_role" "deploy" {
  name = "deploy"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "sts:AssumeRole" },
    ]
  })
}

resource "aws_iam_role_policy" "deploy" {
  role = aws_iam_role.deploy.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "*", Resource = "*", Condition = { StringEquals = { "aws:PrincipalTag/admin" = "yes" } } },
      { Effect = "Allow", Action = "iam:TagRole", Resource = "*" },
    ]
  })
}
