resource "aws_iam_user" "dev" {
  name = "dev"
  permissions_boundary = aws_iam_policy.ceiling.arn
}

resource "aws_iam_user_policy" "dev" {
  user = aws_iam_user.dev.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iam:AddUserToGroup", Resource = "arn:aws:iam::111122223333:group/*" },
    ]
  })
}

resource "aws_iam_policy" "ceiling" {
  name = "ceiling"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:*", "iam:AddUserToGroup"], Resource = "*" },
    ]
  })
}

resource "aws_iam_group" "root" {
  name = "root"
}

resource "aws_iam_group_policy_attachment" "root" {
  group      = aws_iam_group.root.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
