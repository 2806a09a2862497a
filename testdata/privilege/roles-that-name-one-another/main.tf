resource "aws_iam_user" "dev" {
  name = "dev"
}

resource "aws_iam_role" "middle" {
  name = "middle"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = aws_iam_user.dev.arn }, Action = "sts:AssumeRole" },
    ]
  })
}

resource "aws_iam_role" "admin" {
  name = "admin"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = aws_iam_role.middle.arn }, Action = "sts:AssumeRole" },
    ]
  })
  managed_policy_arns = ["arn:aws:iam::aws:policy/AdministratorAccess"]
}
