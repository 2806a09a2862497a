variable "values" {}

locals {
  seen = var.values
}
