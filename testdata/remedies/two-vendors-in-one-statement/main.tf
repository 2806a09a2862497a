resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = ["arn:aws:iam::464622532012:root", "arn:aws:iam::754728514883:root"] }, Action = "sts:AssumeRole" }] })
}
