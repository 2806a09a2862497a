# What names further out tell, near to findings.
variable "further_password" {
  default = "«Qz8hunterYa0»"
}
variable "who" {
  default = "*"
}
locals {
  db       = { passwords = ["«Qz8hunterYa1»"], user = "app" }
  password = var.who == "prod" ? "«Qz8hunterYa2»" : "«Qz8hunterYa3»"
  credentials = {
    primary = "«Qz8hunterYa4»"
  }
  policy = { Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = var.who } }] }
}
resource "aws_iam_role" "further" {
  name               = var.further_password == "«Qz8hunterYa5»" ? "a" : coalesce(var.further_password, "«Qz8hunterYa6»")
  assume_role_policy = jsonencode(local.policy)
}
output "password" {
  value = "«Qz8hunterYa7»"
}
output "plain" {
  value     = "«Qz8hunterYa8»"
  sensitive = true
}
module "called" {
  source   = "./called"
  password = "«Qz8hunterYa9»"
  config   = { password = "«Qz8hunterYb0»" }
}
