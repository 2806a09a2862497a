data "aws_caller_identity" "me" {}
variable "more" {}
variable "name" { type = string }

locals {
  template = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "events.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-west-1:_OWNER_:_NAME_" }]
  })
  open = { Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*" }
}

# The text around what is not known stays.
resource "aws_sqs_queue" "replaced" {
  policy = replace(replace(local.template, "_OWNER_", data.aws_caller_identity.me.account_id), "_NAME_", var.name)
}

resource "aws_sqs_queue" "formatted" {
  policy = format("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"%s\"},\"Action\":\"sqs:SendMessage\",\"Resource\":\"%10s\"}]}", "s3.amazonaws.com", var.name)
}

# Statements that are known are judged beside those that are not.
resource "aws_sqs_queue" "joined" {
  policy = jsonencode({ Version = "2012-10-17", Statement = concat([local.open], var.more) })
}

resource "aws_sqs_queue" "flattened" {
  policy = jsonencode({ Version = "2012-10-17", Statement = flatten([[local.open], var.more]) })
}

# What is merged over a statement may change all of it.
resource "aws_sqs_queue" "merged" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge(local.open, var.more)] })
}

# A part of the account's id is not the account.
resource "aws_sqs_queue" "part" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [merge(local.open, { Condition = { StringEquals = { "aws:SourceAccount" = substr(data.aws_caller_identity.me.account_id, 0, 4) } } })]
  })
}

# One that may be empty may be left out.
resource "aws_sqs_queue" "coalesced" {
  policy = coalesce(var.name, jsonencode({ Version = "2012-10-17", Statement = [local.open] }))
}
