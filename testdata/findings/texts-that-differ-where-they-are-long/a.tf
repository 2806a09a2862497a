variable "env" {}
locals {
  principals = { prod = "arn:aws:iam::111111111111:root", dev = "*" }
  in_prod    = strcontains("prod,production,prd,live,main,primary,first,one", var.env)
  in_dev     = strcontains("dev,development,sandbox,test,testing,qa,other,sb", var.env)
}
resource "aws_sqs_queue" "p" {
  name = local.in_prod ? "p" : "n"
}
resource "aws_sns_topic_policy" "d" {
  arn = "arn:aws:sns:us-east-1:111111111111:b"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { AWS = local.in_dev ? local.principals[var.env] : "arn:aws:iam::111111111111:root" }, Action = "sns:Publish", Resource = "*" }] })
}
