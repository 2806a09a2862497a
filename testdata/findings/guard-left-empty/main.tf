variable "unset" { default = "" }
variable "emptied" { default = "x" }
variable "on_file" {}

resource "aws_iam_role" "by_default" {
  name = "by-default"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "999988887777" }, Action = "sts:AssumeRole",
    Condition = { StringEquals = { "sts:ExternalId" = var.unset } } }] })
}

resource "aws_iam_role" "by_file" {
  name = "by-file"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "999988887777" }, Action = "sts:AssumeRole",
    Condition = { StringEquals = { "sts:ExternalId" = var.on_file } } }] })
}

resource "aws_iam_role" "by_file_in_a_call" {
  name = "by-file-in-a-call"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "999988887777" }, Action = "sts:AssumeRole",
    Condition = { StringEquals = { "sts:ExternalId" = try(coalesce(var.emptied), "") } } }] })
}
