resource "aws_iam_user" "chief" {
  name = "chief"
  permissions_boundary = aws_iam_policy.ceiling.arn
}

resource "aws_iam_user_policy" "chief" {
  user = aws_iam_user.chief.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["iam:CreateUser", "iam:CreateRole", "iam:AttachUserPolicy", "iam:PutUserPolicy", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutUserPermissionsBoundary"], Resource = "*", Condition = { StringEquals = { "iam:PermissionsBoundary" = "arn:aws:iam::111122223333:policy/ceiling" } } },
      { Effect = "Allow", Action = ["iam:Get*", "iam:List*", "iam:DeleteUser"], Resource = "*" },
      { Effect = "Deny", Action = ["iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:SetDefaultPolicyVersion"], Resource = "arn:aws:iam::111122223333:policy/ceiling" },
    ]
  })
}

resource "aws_iam_policy" "ceiling" {
  name = "ceiling"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:*", "iam:*"], Resource = "*" },
    ]
  })
}
