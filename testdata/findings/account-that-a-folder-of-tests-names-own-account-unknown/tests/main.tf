provider "aws" {
  allowed_account_ids = ["210987654321"]
}
resource "aws_sns_topic" "z" {}
