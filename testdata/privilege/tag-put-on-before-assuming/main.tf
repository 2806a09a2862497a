resource "aws_iam_user" "dev" {
  name = "dev"
}

resource "aws_iam_user_policy" "dev" {
  user = aws_iam_user.dev.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["iam:TagUser", "iam:TagRole"], Resource = "*" },
    ]
  })
}

resource "aws_iam_role" "keys" {
  name = "keys"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = aws_iam_user.dev.arn }, Action = "sts:AssumeRole" },
    ]
  })
}

resource "aws_iam_role_policy" "keys" {
  role = aws_iam_role.keys.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iam:CreateAccessKey", Resource = "*", Condition = { StringEquals = { "aws:ResourceTag/open" = "yes" } } },
      { Effect = "Allow", Action = "iam:UpdateLoginProfile", Resource = "*", Condition = { StringEquals = { "aws:PrincipalTag/team" = "help" } } },
    ]
  })
}

resource "aws_iam_user" "boss" {
  name = "boss"
}

resource "aws_iam_user_policy_attachment" "boss" {
  user       = aws_iam_user.boss.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
