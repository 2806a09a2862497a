variable "account_ids" { type = map(string) }
provider "aws" {
  assume_role {
    role_arn = "arn:aws:iam::${var.account_ids["data-production"]}:role/admin"
  }
}
resource "aws_iam_role" "infra" {
  name = "infra"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::555566667777:role/github-actions" }
      Action    = "sts:AssumeRole"
    }]
  })
}
