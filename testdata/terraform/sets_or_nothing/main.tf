# An empty list beside what is not known becomes what that is: `for_each` takes a set.
module "gone" {
  source = "example/gone/aws"
}
variable "ids" {
  type    = list(string)
  default = ["a"]
}
data "aws_region" "here" {}
resource "terraform_data" "none" {
  for_each = length(var.ids) > 5 ? toset(module.gone.ids) : []
}
resource "terraform_data" "none_of_a_kind" {
  for_each = length(var.ids) > 5 ? module.gone.ids : []
}
resource "terraform_data" "none_left" {
  for_each = length(var.ids) > 5 ? setsubtract(var.ids, [data.aws_region.here.region]) : []
}
resource "terraform_data" "open" {
  for_each = module.gone.enabled ? toset(module.gone.ids) : []
}
# Terraform refuses these: they are lists whatever comes.
resource "terraform_data" "refused" {
  for_each = []
}
resource "terraform_data" "refused_too" {
  for_each = length(var.ids) > 5 ? var.ids : []
}
