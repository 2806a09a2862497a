# More roles stand behind one another than are followed.
resource "aws_iam_user" "weak" {
  name = "weak"
}

resource "aws_iam_user_policy" "weak" {
  user = aws_iam_user.weak.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "lambda:UpdateFunctionCode", Resource = "*" }]
  })
}

resource "aws_lambda_function" "sync" {
  function_name = "sync"
  role          = aws_iam_role.one.arn
}

resource "aws_iam_role" "one" {
  name = "one"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "one" {
  role = aws_iam_role.one.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = aws_iam_role.two.arn }]
  })
}

resource "aws_iam_role" "two" {
  name = "two"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.one.arn }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "two" {
  role = aws_iam_role.two.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = aws_iam_role.three.arn }]
  })
}

resource "aws_iam_role" "three" {
  name = "three"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.two.arn }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "three" {
  role = aws_iam_role.three.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = aws_iam_role.four.arn }]
  })
}

resource "aws_iam_role" "four" {
  name = "four"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.three.arn }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "four" {
  role = aws_iam_role.four.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = aws_iam_role.five.arn }]
  })
}

resource "aws_iam_role" "five" {
  name = "five"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.four.arn }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy_attachment" "five" {
  role       = aws_iam_role.five.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
