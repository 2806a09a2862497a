provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = [var.account_id]
}
