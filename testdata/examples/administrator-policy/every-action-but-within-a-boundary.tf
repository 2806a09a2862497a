resource "aws_iam_policy" "ceiling" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:*", "logs:*"], Resource = "*" }] })
}
resource "aws_iam_user" "worker" {
  name                 = "worker"
  permissions_boundary = aws_iam_policy.ceiling.arn
}
resource "aws_iam_user_policy" "worker" {
  user   = aws_iam_user.worker.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}
