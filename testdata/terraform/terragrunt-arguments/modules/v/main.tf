variable "input" {
  default = "default"
}

variable "file" {
  default = "default"
}

variable "own" {
  default = "default"
}

variable "option" {
  default = "default"
}

variable "environment" {
  default = "default"
}

variable "automatic" {
  default = "default"
}

variable "generated" {
  default = "default"
}

locals {
  seen = [var.input, var.file, var.own, var.option, var.environment, var.automatic, var.generated]
}
