variable "name" {
  default = "default"
}

variable "other" {
  default = "default"
}

locals {
  seen = "${var.name}-${var.other}"
}
