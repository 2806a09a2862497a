variable "name" {
  default = "t"
}

resource "aws_sns_topic" "t" {
  name = var.name
}
