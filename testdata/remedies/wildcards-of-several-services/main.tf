resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["ecs:*", "s3:*", "lambda:*", "ec2:*"]
      Resource = "*"
    }]
  })
}

resource "aws_iam_policy" "operate" {
  name = "operate"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["ssm:*", "lambda:UpdateFunctionCode", "codebuild:StartBuild"]
      Resource = "*"
    }]
  })
}

resource "aws_iam_policy" "command" {
  name = "command"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["ssm:SendCommand", "ssm:StartSession", "ecs:*"]
      Resource = "*"
    }]
  })
}
