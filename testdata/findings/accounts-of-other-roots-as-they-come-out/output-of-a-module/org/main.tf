module "accounts" { source = "../mod" }
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = [module.accounts.accounts.org]
}
resource "aws_iam_role" "reader" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
