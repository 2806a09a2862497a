variable "x" {}
resource "aws_sns_topic" "t" {
  name = var.x
}
