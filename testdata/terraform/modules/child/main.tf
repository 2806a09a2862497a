variable "name" {}
variable "optional" {
  default = "default"
}
resource "aws_sns_topic" "t" {
  name = "${var.name}-${var.optional}"
}
output "arn" {
  value = aws_sns_topic.t.arn
}
output "name" {
  value = aws_sns_topic.t.name
}
