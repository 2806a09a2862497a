resource "aws_iam_role" "bot" {
  name = "bot"
  assume_role_policy = sensitive(jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::283582579564:root" } }]
  }))
}
