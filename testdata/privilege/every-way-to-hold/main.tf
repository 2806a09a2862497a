# Each identity holds one half of the rights in one way and the other half in another.

resource "aws_iam_user" "attached" {
  name = "attached"
}

resource "aws_iam_user_policy" "attached" {
  user   = aws_iam_user.attached.name
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "lambda:CreateFunction", Resource = "*" }] })
}

resource "aws_iam_policy" "attached" {
  name   = "attached"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "*" }] })
}

resource "aws_iam_user_policy_attachment" "attached" {
  user       = aws_iam_user.attached.name
  policy_arn = aws_iam_policy.attached.arn
}

resource "aws_iam_user" "listed" {
  name = "listed"
}

resource "aws_iam_user_policy" "listed" {
  user   = aws_iam_user.listed.name
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "lambda:CreateFunction", Resource = "*" }] })
}

resource "aws_iam_policy" "listed" {
  name   = "listed"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "*" }] })
}

resource "aws_iam_policy_attachment" "listed" {
  name       = "listed"
  users      = [aws_iam_user.listed.name]
  policy_arn = aws_iam_policy.listed.arn
}

resource "aws_iam_user" "exclusive" {
  name = "exclusive"
}

resource "aws_iam_user_policy" "exclusive" {
  user   = aws_iam_user.exclusive.name
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "lambda:CreateFunction", Resource = "*" }] })
}

resource "aws_iam_policy" "exclusive" {
  name   = "exclusive"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "*" }] })
}

resource "aws_iam_user_policy_attachments_exclusive" "exclusive" {
  user_name   = aws_iam_user.exclusive.name
  policy_arns = [aws_iam_policy.exclusive.arn]
}

resource "aws_iam_user" "member" {
  name = "member"
}

resource "aws_iam_user_policy" "member" {
  user   = aws_iam_user.member.name
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "lambda:CreateFunction", Resource = "*" }] })
}

resource "aws_iam_policy" "member" {
  name   = "member"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "*" }] })
}

resource "aws_iam_group" "first" {
  name = "first"
}

resource "aws_iam_group_policy_attachment" "first" {
  group      = aws_iam_group.first.name
  policy_arn = aws_iam_policy.member.arn
}

resource "aws_iam_user_group_membership" "member" {
  user   = aws_iam_user.member.name
  groups = [aws_iam_group.first.name]
}

resource "aws_iam_user" "enrolled" {
  name = "enrolled"
}

resource "aws_iam_user_policy" "enrolled" {
  user   = aws_iam_user.enrolled.name
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "lambda:CreateFunction", Resource = "*" }] })
}

resource "aws_iam_group" "second" {
  name = "second"
}

resource "aws_iam_group_policy" "second" {
  group  = aws_iam_group.second.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "*" }] })
}

resource "aws_iam_group_membership" "enrolled" {
  name  = "enrolled"
  users = ["enrolled"]
  group = "second"
}

resource "aws_iam_policy" "inline" {
  name   = "inline"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "*" }] })
}

resource "aws_iam_role" "inline" {
  assume_role_policy  = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
  managed_policy_arns = [aws_iam_policy.inline.arn]
  inline_policy {
    name   = "make"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "lambda:CreateFunction", Resource = "*" }] })
  }
}

resource "aws_iam_policy" "borne" {
  name   = "borne"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "*" }] })
}

resource "aws_iam_role" "borne" {
  name_prefix        = "borne"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}

resource "aws_iam_role_policy" "borne" {
  role   = aws_iam_role.borne.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "lambda:CreateFunction", Resource = "*" }] })
}

resource "aws_iam_role_policy_attachment" "borne" {
  role       = aws_iam_role.borne.name
  policy_arn = "arn:aws:iam::111122223333:policy/borne"
}
