resource "aws_iam_role" "vendor" {
  name               = "vendor"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
}
resource "aws_iam_role_policy" "p" {
  role = aws_iam_role.vendor.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iam:AttachUserPolicy", Resource = "*", Condition = { ArnLike = { "iam:PolicyARN" = "arn:aws:iam::*:policy/acme/*" } } },
      { Effect = "Allow", Action = "iam:CreatePolicy", Resource = "*" },
    ]
  })
}
