variable "sec" { type = string }
provider "aws" {
  region = "eu-west-1"
  assume_role { role_arn = "arn:aws:iam::${var.sec}:role/ci" }
}
resource "aws_sns_topic" "x" { name = "x" }
