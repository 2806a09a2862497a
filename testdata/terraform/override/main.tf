resource "aws_sns_topic" "t" {
  name   = "base"
  policy = "base"
  delivery {
    a = 1
  }
}
locals {
  x = "base"
  y = "base"
}
variable "v" {
  default = "base"
}
