module "a" {
  source = "../a"
}
resource "aws_sns_topic" "island" {
  name = "found"
}
