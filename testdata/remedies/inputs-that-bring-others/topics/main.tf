# other inputs of a module that are off by default, and what the edits do with them
variable "extra_services" {
  type    = list(string)
  default = []
}
variable "extra_principals" {
  type    = any
  default = []
}
variable "org_id" { default = "" }
variable "member_accounts" {
  type    = list(string)
  default = []
}
data "aws_caller_identity" "current" {}

# services beside: a service that sends no source key may be handed in
resource "aws_sns_topic_policy" "services" {
  arn = "arn:aws:sns:eu-west-1:111122223333:a"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = concat(["cloudwatch.amazonaws.com"], var.extra_services) }
      Action    = "sns:Publish"
      Resource  = "*"
    }]
  })
}
# principals merged in
resource "aws_sns_topic_policy" "merged" {
  arn = "arn:aws:sns:eu-west-1:111122223333:b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = merge({ Service = "cloudwatch.amazonaws.com" }, length(var.extra_principals) > 0 ? { AWS = var.extra_principals } : {})
      Action    = "sns:Publish"
      Resource  = "*"
    }]
  })
}
# an organisation that an input names
resource "aws_sns_topic_policy" "org" {
  arn = "arn:aws:sns:eu-west-1:111122223333:c"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "*"
      }], var.org_id != "" ? [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sns:Publish"
      Resource  = "*"
      Condition = { StringEquals = { "aws:PrincipalOrgID" = var.org_id } }
    }] : [])
  })
}
# other accounts for the same action, from an input
resource "aws_sns_topic_policy" "accounts" {
  arn = "arn:aws:sns:eu-west-1:111122223333:d"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "*"
      }, {
      Effect    = "Allow"
      Principal = { AWS = concat([data.aws_caller_identity.current.account_id], var.member_accounts) }
      Action    = "sns:Publish"
      Resource  = "*"
    }]
  })
}

# an input that changes nothing about who comes in: the edit stays
variable "name" { default = "e" }
resource "aws_sns_topic_policy" "named" {
  arn = "arn:aws:sns:eu-west-1:111122223333:${var.name}"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-west-1:111122223333:${var.name}"
    }]
  })
}

# a service beside that an input turns on and that sends the same key: the edit stays
variable "with_budgets" { default = false }
resource "aws_sns_topic_policy" "alike" {
  arn = "arn:aws:sns:eu-west-1:111122223333:f"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = var.with_budgets ? ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] : ["cloudwatch.amazonaws.com"] }
      Action    = "sns:Publish"
      Resource  = "*"
    }]
  })
}
