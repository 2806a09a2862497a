variable "principal" {
  default = "arn:aws:iam::111122223333:root"
}

variable "name" {
  default = "default"
}

variable "tags" {
  default = {}
}

locals {
  seen = { principal = var.principal, name = var.name, tags = var.tags }
}

