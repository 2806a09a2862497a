resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam:us-east-1:999988887777:user/agent" }, Action = "sts:AssumeRole" }]
  })
}
