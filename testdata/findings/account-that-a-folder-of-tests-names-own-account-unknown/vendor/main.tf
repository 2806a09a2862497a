provider "aws" {
  allowed_account_ids = ["464622532012"]
}
resource "aws_sns_topic" "z" {}
