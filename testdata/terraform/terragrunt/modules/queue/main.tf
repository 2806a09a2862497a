variable "name" {}

variable "account" {}

variable "service" {
  default = "s3.amazonaws.com"
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "topic" {
  default = null
}

variable "folder" {
  default = null
}

variable "here" {
  default = null
}

variable "steps" {
  type    = list(string)
  default = []
}

variable "deep" {
  default = {}
}

resource "aws_sqs_queue" "q" {
  name = var.name
  tags = var.tags

  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = var.service }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-west-1:${var.account}:${var.name}"
      Condition = { ArnLike = { "aws:SourceArn" = var.topic } }
    }]
  })
}

locals {
  seen = { folder = var.folder, here = var.here, steps = var.steps, deep = var.deep }
}
