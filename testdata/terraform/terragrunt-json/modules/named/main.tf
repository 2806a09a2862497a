variable "name" {
  default = "default"
}

variable "stage" {
  default = "default"
}

locals {
  seen = "${var.name}-${var.stage}"
}
