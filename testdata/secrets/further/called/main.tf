variable "password" {}
variable "config" {}
resource "aws_iam_role" "called" {
  name               = "called"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" }, Condition = { StringEquals = { "aws:UserAgent" = [var.password, var.config.password] } } }] })
}
