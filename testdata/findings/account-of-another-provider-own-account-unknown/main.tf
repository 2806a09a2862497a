provider "aws" {
  region = "eu-west-1"
}
provider "aws" {
  alias  = "member"
  region = "eu-west-1"
  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole"
  }
}
resource "aws_organizations_account" "member" {
  name  = "member"
  email = "a@b.c"
}
resource "aws_iam_role" "execution" {
  provider = aws.member
  name     = "AWSControlTowerExecution"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::111111111111:root" } }] })
}
