# The statement that is not known may be a Deny.
variable "extra" {}

resource "aws_iam_user" "boss" {
  name = "boss"
}

resource "aws_iam_user_policy" "boss" {
  user = aws_iam_user.boss.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "*", Resource = "*" },
      var.extra,
    ]
  })
}
