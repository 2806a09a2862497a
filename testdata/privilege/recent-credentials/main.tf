resource "aws_iam_user" "weak" {
  name = "weak"
}

resource "aws_iam_user_policy" "weak" {
  user = aws_iam_user.weak.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["lambda:CreateFunction", "iam:PassRole"]
      Resource  = "*"
      Condition = { DateGreaterThan = { "aws:TokenIssueTime" = "2020-01-01T00:00:01Z" } }
    }]
  })
}
