resource "aws_iam_user" "dev" {
  name = "dev"
}

resource "aws_iam_user_policy" "dev" {
  user = aws_iam_user.dev.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["ssm:StartSession"], Resource = "*", Condition = { StringEquals = { "aws:ResourceTag/team" = "web" } } },
    ]
  })
}

resource "aws_iam_instance_profile" "box" {
  name = "box"
  role = aws_iam_role.admin.name
}

resource "aws_instance" "web" {
  iam_instance_profile = aws_iam_instance_profile.box.name
  tags                 = { Team = "web" }
}

resource "aws_iam_role" "admin" {
  name = "admin"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "admin" {
  role       = aws_iam_role.admin.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
