variable "name" {}

resource "aws_sns_topic" "beside" {
  name = var.name
}
