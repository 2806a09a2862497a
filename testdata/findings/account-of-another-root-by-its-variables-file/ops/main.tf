variable "account" { type = object({ id = string }) }

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = [var.account["id"]]
}

resource "aws_sns_topic" "x" { name = "x" }
