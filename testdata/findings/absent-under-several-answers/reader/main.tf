variable "vendor" {}

resource "aws_iam_role" "in_module" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::${var.vendor}:root" }, Action = "sts:AssumeRole" }]
  })
}
