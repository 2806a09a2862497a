provider "aws" { 
  allowed_account_ids = [var.own]
}
resource "aws_iam_role" "r" {
  name = "ro"
  assume_role_policy = jsonencode({Version="2012-10-17",Statement=[{Effect="Allow",Action="sts:AssumeRole",Principal={AWS="arn:aws:iam::${var.d2}:role/viz"}}]})
}
variable "d2" {
  type = string
}
variable "own" {
  type = string
}
