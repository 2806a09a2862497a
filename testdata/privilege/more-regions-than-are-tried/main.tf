# The function stands in a region that is not known, and the policy names more regions than are tried.
resource "aws_iam_user" "dev" {
  name = "dev"
}

resource "aws_iam_user_policy" "dev" {
  user = aws_iam_user.dev.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = "lambda:UpdateFunctionCode"
        Resource = concat(
          [for number in range(40) : "arn:aws:lambda:region-${number}:111122223333:function:other"],
          ["arn:aws:lambda:eu-west-1:111122223333:function:deploy"],
        )
      },
    ]
  })
}

resource "aws_lambda_function" "deploy" {
  function_name = "deploy"
  role          = aws_iam_role.admin.arn
}

resource "aws_iam_role" "admin" {
  name = "admin"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "admin" {
  role       = aws_iam_role.admin.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
