variable "account_ids" {
  default = {
    compute    = "381491960855"
    production = "312423030077"
  }
}
provider "aws" {
  region = "eu-west-2"
  assume_role { role_arn = "arn:aws:iam::${var.account_ids["production"]}:role/Deploy" }
}
resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::${var.account_ids["compute"]}:root" } }] })
}
resource "aws_iam_role" "stranger" {
  name               = "stranger"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::999988887777:root" } }] })
}
