provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["444444444444"]
}

locals {
  trusted = { security = "222222222222", network = "333333333333", operations = "555555555555", stranger = "666666666666" }
}

resource "aws_iam_role" "r" {
  for_each = local.trusted
  name     = each.key
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::${each.value}:root" } }]
  })
}
