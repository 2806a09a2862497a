module "back" {
  source = "../ring2"
}
resource "aws_sns_topic" "in_ring" {
  name = "r"
}
