variable "on" {
  type    = bool
  default = false
}
variable "accounts" {
  type    = list(string)
  default = []
}
locals {
  base = { Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "*", Sid = "A" }
}

# A `for` makes the statement: a member behind it is no Terraform.
resource "aws_sns_topic_policy" "made" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:made"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ for k, v in local.base : k => v if k != "Sid" }] })
}

# Both arms hold texts.
resource "aws_sns_topic_policy" "texts" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:texts"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "*", Condition = var.on ? { StringEquals = { "aws:SourceAccount" = "111122223333" } } : {} }] })
}

# The other arm holds a list: Terraform gives the two one type.
resource "aws_sns_topic_policy" "list" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:list"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "*", Condition = length(var.accounts) == 0 ? {} : { StringEquals = { "aws:SourceAccount" = var.accounts } } }] })
}
