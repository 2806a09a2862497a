variable "name" {
  default = "default"
}

locals {
  seen = var.name
}
