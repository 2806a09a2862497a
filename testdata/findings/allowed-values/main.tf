variable "exposure" {
  type    = string
  default = "internal"
  validation {
    condition     = contains(["internal", "partner"], var.exposure)
    error_message = "One of the two."
  }
}

variable "stage" {
  default = "live"
  validation {
    condition     = var.stage == "test" || var.stage == "live"
    error_message = "One of the two."
  }
}

# A default without a validation is what it is.
variable "partners" {
  type    = list(string)
  default = ["111122223333"]
}

# Given by a file, and so not open.
variable "given" {
  default = "internal"
  validation {
    condition     = contains(["internal", "partner"], var.given)
    error_message = "One of the two."
  }
}

locals {
  guard  = { StringEquals = { "aws:SourceAccount" = var.partners } }
  intake = { Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*" }
}

resource "aws_sqs_queue" "intake" {
  name   = "intake"
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge(local.intake, var.exposure == "partner" ? {} : { Condition = local.guard })] })
}

resource "aws_sqs_queue" "by_stage" {
  name = "by-stage"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [merge(local.intake, { test = {}, live = { Condition = local.guard } }[var.stage])]
  })
}

resource "aws_sqs_queue" "given" {
  name   = "given"
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge(local.intake, var.given == "partner" ? {} : { Condition = local.guard })] })
}
