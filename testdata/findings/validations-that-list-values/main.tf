locals {
  modes = { open = true, closed = false }
}

variable "pattern" {
  type    = string
  default = "closed"
  validation {
    condition     = can(regex("^(?:closed|open)$", var.pattern))
    error_message = "open or closed"
  }
}

resource "aws_sns_topic" "pattern" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ses.amazonaws.com" }, Action = "sns:Publish", Resource = "*", Condition = var.pattern == "open" ? {} : { StringEquals = { "aws:SourceAccount" = "111122223333" } } }] })
}

variable "patterns" {
  type    = string
  default = "closed"
  validation {
    condition     = length(regexall("^closed$|^open$", var.patterns)) > 0
    error_message = "open or closed"
  }
}

resource "aws_sns_topic" "patterns" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ses.amazonaws.com" }, Action = "sns:Publish", Resource = "*", Condition = var.patterns == "open" ? {} : { StringEquals = { "aws:SourceAccount" = "111122223333" } } }] })
}

variable "any" {
  type    = string
  default = "closed"
  validation {
    condition     = anytrue([var.any == "open", var.any == "closed"])
    error_message = "open or closed"
  }
}

resource "aws_sns_topic" "any" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ses.amazonaws.com" }, Action = "sns:Publish", Resource = "*", Condition = var.any == "open" ? {} : { StringEquals = { "aws:SourceAccount" = "111122223333" } } }] })
}

variable "lower" {
  type    = string
  default = "closed"
  validation {
    condition     = contains(["open", "closed"], lower(var.lower))
    error_message = "open or closed"
  }
}

resource "aws_sns_topic" "lower" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ses.amazonaws.com" }, Action = "sns:Publish", Resource = "*", Condition = var.lower == "open" ? {} : { StringEquals = { "aws:SourceAccount" = "111122223333" } } }] })
}

variable "keys" {
  type    = string
  default = "closed"
  validation {
    condition     = contains(keys(local.modes), var.keys)
    error_message = "open or closed"
  }
}

resource "aws_sns_topic" "keys" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ses.amazonaws.com" }, Action = "sns:Publish", Resource = "*", Condition = var.keys == "open" ? {} : { StringEquals = { "aws:SourceAccount" = "111122223333" } } }] })
}

variable "half" {
  type    = string
  default = "closed"
  validation {
    condition     = can(regex("^closed|open$", var.half))
    error_message = "open or closed"
  }
}

resource "aws_sns_topic" "half" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ses.amazonaws.com" }, Action = "sns:Publish", Resource = "*", Condition = var.half == "open" ? {} : { StringEquals = { "aws:SourceAccount" = "111122223333" } } }] })
}

variable "index" {
  type    = string
  default = "closed"
  validation {
    condition     = index(["open", "closed"], var.index) >= 0
    error_message = "open or closed"
  }
}

resource "aws_sns_topic" "index" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ses.amazonaws.com" }, Action = "sns:Publish", Resource = "*", Condition = var.index == "open" ? {} : { StringEquals = { "aws:SourceAccount" = "111122223333" } } }] })
}

variable "shared" {
  type    = string
  default = "closed"
  validation {
    condition     = length(setintersection(["open", "closed"], [var.shared])) != 0
    error_message = "open or closed"
  }
}

resource "aws_sns_topic" "shared" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ses.amazonaws.com" }, Action = "sns:Publish", Resource = "*", Condition = var.shared == "open" ? {} : { StringEquals = { "aws:SourceAccount" = "111122223333" } } }] })
}
