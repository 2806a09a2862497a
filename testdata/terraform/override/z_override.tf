resource "aws_sns_topic" "t" {
  policy = "second"
  delivery {
    a = 2
  }
}
locals {
  x = "over"
}
variable "v" {
  default = "over"
}
output "v" {
  value = [var.v, local.x, local.y]
}
