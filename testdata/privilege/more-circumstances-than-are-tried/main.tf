# Each key has eight values to try, and only some of all sets of them let the request through.
resource "aws_iam_user" "weak" {
  name = "weak"
}

resource "aws_iam_user_policy" "weak" {
  user = aws_iam_user.weak.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iam:PutUserPolicy"
        Resource = "*"
        Condition = {
          StringEquals = { "aws:RequestTag/a" = ["a", "b", "c", "d", "e", "f", "g"] }
          StringLike   = { "aws:RequestTag/b" = ["a", "b", "c", "d", "e", "f", "g"] }
        }
      },
      {
        Effect    = "Deny"
        Action    = "iam:PutUserPolicy"
        Resource  = "*"
        Condition = { StringNotEquals = { "aws:RequestTag/c" = ["a", "b", "c", "d", "e", "f", "g"] } }
      },
    ]
  })
}
