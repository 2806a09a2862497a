provider "aws" {
  region = "eu-west-1"
}
resource "aws_iam_role" "a" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
}
module "k_a" {
  source = "../m"
  id     = aws_iam_role.a.unique_id
}
