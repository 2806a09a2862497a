variable "name" {
  type = string
}

variable "ports" {
  type = list(number)
}

variable "settings" {
  type = object({ stage = string, size = optional(number, 1) })
}

variable "anything" {}

variable "secret" {
  type      = string
  sensitive = true
}

data "aws_caller_identity" "here" {}

resource "aws_s3_bucket" "b" {
  bucket = "${var.name}-${data.aws_caller_identity.here.account_id}"
  tags   = { stage = var.settings.stage, (var.name) = "x", secret = upper(var.secret) }
}

locals {
  ports  = var.ports
  first  = var.ports[0]
  size   = var.settings.size
  any    = [var.anything, uuid()]
  arn    = aws_s3_bucket.b.arn
  failed = tonumber("x")
  chosen = terraform.workspace == "prod" ? var.name : "known"
}
