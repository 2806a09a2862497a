provider "aws" {
  region = "eu-west-1"
  assume_role {
    role_arn = "arn:aws:iam::${local.account}:role/deploy"
  }
  
}
resource "aws_iam_role" "reader" {
  name = "reader"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::222233334402:role/cost-report" }
      Action    = "sts:AssumeRole"
    }]
  })
}
locals {
  config  = yamldecode(file("${path.module}/config.yaml"))
  account = local.config.account
}
