resource "aws_iam_policy" "permissions_boundary" {
  name        = "ci-permissions-boundary"
  description = "Permissions boundary for the roles of CI"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:*", "iam:*"], Resource = "*" },
      { Effect = "Deny", Action = ["iam:CreateUser", "iam:CreateAccessKey"], Resource = "*" },
    ]
  })
}
output "boundary" { value = aws_iam_policy.permissions_boundary.arn }
