resource "aws_iam_user" "dev" {
  name = "dev"
}

resource "aws_iam_user_policy" "dev" {
  user = aws_iam_user.dev.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "ec2:DeleteTags", Resource = "*" },
      { Effect = "Allow", Action = "sts:AssumeRole", Resource = aws_iam_role.operator.arn },
    ]
  })
}

resource "aws_iam_user" "other" {
  name = "other"
}

resource "aws_iam_user_policy" "other" {
  user = aws_iam_user.other.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "sts:AssumeRole", Resource = aws_iam_role.reader.arn },
      { Effect = "Allow", Action = "ec2:DeleteTags", Resource = "*" },
    ]
  })
}

resource "aws_iam_role" "operator" {
  name = "operator"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = aws_iam_user.dev.arn }, Action = "sts:AssumeRole" },
    ]
  })
}

resource "aws_iam_role_policy" "operator" {
  role = aws_iam_role.operator.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"], Resource = "*", Condition = { StringNotEquals = { "aws:ResourceTag/Name" = "admin" } } },
    ]
  })
}

# The same held by a role that nobody assumes who changes tags.
resource "aws_iam_role" "reader" {
  name = "reader"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = aws_iam_role.admin.arn }, Action = "sts:AssumeRole" },
    ]
  })
}

resource "aws_iam_role_policy" "reader" {
  role = aws_iam_role.reader.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"], Resource = "*", Condition = { StringNotEquals = { "aws:ResourceTag/Name" = "admin" } } },
    ]
  })
}

resource "aws_iam_instance_profile" "box" {
  name = "box"
  role = aws_iam_role.admin.name
}

resource "aws_instance" "web" {
  iam_instance_profile = aws_iam_instance_profile.box.name
  tags                 = { Name = "admin" }
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
