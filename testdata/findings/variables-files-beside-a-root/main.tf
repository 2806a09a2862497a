variable "partner" {
  type = string
}

variable "external_ids" {
  type    = list(string)
  default = []
}

variable "open" {
  type    = bool
  default = false
}

variable "queues" {
  type    = map(string)
  default = {}
}

# Trusts a stranger without an external id in production only.
resource "aws_iam_role" "partner" {
  name = "partner"
  assume_role_policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${var.partner}:root" }
      Action    = "sts:AssumeRole"
      Condition = length(var.external_ids) == 0 ? {} : { StringEquals = { "sts:ExternalId" = var.external_ids } }
    }]
  })
}

# Under every file.
resource "aws_sns_topic_policy" "always" {
  arn = "arn:aws:sns:eu-west-1:111122223333:always"
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-west-1:111122223333:${var.partner}"
    }]
  })
}

# There under one file only.
resource "aws_sns_topic_policy" "sometimes" {
  count = var.open ? 1 : 0
  arn   = "arn:aws:sns:eu-west-1:111122223333:sometimes"
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "*"
    }]
  })
}

# One queue has another service under each file.
resource "aws_sqs_queue_policy" "each" {
  for_each  = var.queues
  queue_url = each.key
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = each.value }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-west-1:111122223333:${each.key}"
    }]
  })
}

module "other" {
  source = "./module"
}

# Under several files, not all.
resource "aws_sns_topic_policy" "often" {
  count = var.partner == "999988887777" ? 1 : 0
  arn   = "arn:aws:sns:eu-west-1:111122223333:often"
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = length(var.external_ids) == 0 ? "s3.amazonaws.com" : "lambda.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-west-1:111122223333:${var.partner}"
    }]
  })
}

output "topics" {
  value = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = var.partner == "999988887777" ? "s3.amazonaws.com" : "lambda.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-west-1:111122223333:topics"
    }]
  })
}
