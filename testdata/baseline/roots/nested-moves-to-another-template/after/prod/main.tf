terraform {
  backend "s3" {
    key = "prod"
  }
}
provider "aws" {
  region = "eu-west-1"
}
resource "aws_sns_topic" "ok" {
  name = "ok"
}
