variable "account" {}
variable "last" {}
variable "first" {}
variable "greedy" {}
variable "replaced" {}
variable "split" {}
variable "place" {}
variable "every" {}
output "all" { value = [var.account, var.last, var.first, var.greedy, var.replaced, var.split, var.place] }
resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = var.account }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role" "every" {
  name               = "every"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = var.every }, Action = "sts:AssumeRole" }] })
}
