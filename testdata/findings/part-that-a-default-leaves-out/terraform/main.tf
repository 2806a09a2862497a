variable "on" {
  default = false
}

variable "guarded" {
  default = true
}

variable "bucket" {
  default = ""
}

locals {
  open = {
    Effect    = "Allow"
    Principal = { Service = "cloudtrail.amazonaws.com" }
    Action    = "s3:PutObject"
    Resource  = "arn:aws:s3:::trails/*"
  }
  more = var.on ? [local.open] : []
  deny = { Effect = "Deny", Principal = "*", Action = "s3:DeleteBucket", Resource = "arn:aws:s3:::trails" }
}

# A statement in a list of its own.
resource "aws_s3_bucket_policy" "statement" {
  bucket = "trails"
  policy = jsonencode({ Version = "2012-10-17", Statement = concat([local.deny], local.more) })
}

# A whole statement of a data source.
data "aws_iam_policy_document" "dynamic" {
  dynamic "statement" {
    for_each = var.on ? [1] : []
    content {
      actions   = ["sns:Publish"]
      resources = ["*"]
      principals {
        type        = "Service"
        identifiers = ["events.amazonaws.com"]
      }
    }
  }
  statement {
    effect    = "Deny"
    actions   = ["sns:DeleteTopic"]
    resources = ["*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_sns_topic" "dynamic" {
  policy = data.aws_iam_policy_document.dynamic.json
}

# Everybody in the place of one.
resource "aws_sqs_queue" "everybody" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Principal = { AWS = var.on ? "*" : "arn:aws:iam::111122223333:root" }
    Action    = "sqs:SendMessage"
    Resource  = "*"
  }] })
}

# The guard.
resource "aws_sns_topic" "guard" {
  policy = data.aws_iam_policy_document.guard.json
}

data "aws_iam_policy_document" "guard" {
  statement {
    actions   = ["sns:Publish"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
    dynamic "condition" {
      for_each = var.guarded ? ["111122223333"] : []
      content {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [condition.value]
      }
    }
  }
}

# The same, by a filter.
resource "aws_sqs_queue" "filter" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({
    Effect    = "Allow"
    Principal = { Service = "events.amazonaws.com" }
    Action    = "sqs:SendMessage"
    Resource  = "*"
  }, { for name, condition in { Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } } : name => condition if var.guarded })] })
}

# A name is no part, nor is what belongs to another argument.
resource "aws_sqs_queue" "name" {
  name = var.bucket == "" ? "queue" : var.bucket
  tags = var.on ? { a = "b" } : {}
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Deny"
    Principal = "*"
    Action    = "sqs:SendMessage"
    Resource  = "arn:aws:sqs:eu-west-1:111122223333:${var.bucket == "" ? "queue" : var.bucket}"
  }] })
}
