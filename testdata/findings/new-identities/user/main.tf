data "aws_caller_identity" "me" {}
resource "aws_iam_role" "deployer" {
  name = "post-deployment"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_role_policy" "roles" {
  role = aws_iam_role.deployer.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["iam:CreateUser", "iam:PutUserPolicy", "iam:CreateAccessKey"]
      Resource = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:user/analysis-*"
    }]
  })
}
