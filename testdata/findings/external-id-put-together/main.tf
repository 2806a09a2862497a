provider "aws" {
  allowed_account_ids = ["111122223333"]
}
variable "organisation" { type = string }
# Spacelift documents `<account>@<integration>@<stack>@<phase>`.
resource "aws_iam_role" "spacelift" {
  name = "spacelift"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "324880187172" }, Action = "sts:AssumeRole", Condition = { StringLike = { "sts:ExternalId" = "acme@*" } } }]
  })
}
# An account whose name begins so has the role as well.
resource "aws_iam_role" "spacelift_open" {
  name = "spacelift-open"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "324880187172" }, Action = "sts:AssumeRole", Condition = { StringLike = { "sts:ExternalId" = "acme*" } } }]
  })
}
resource "aws_iam_role" "spacelift_input" {
  name = "spacelift-input"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "324880187172" }, Action = "sts:AssumeRole", Condition = { StringLike = { "sts:ExternalId" = "${var.organisation}@*@stack@read" } } }]
  })
}
resource "aws_iam_role" "spacelift_either" {
  name = "spacelift-either"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "324880187172" }, Action = "sts:AssumeRole", Condition = { StringLike = { "sts:ExternalId" = ["acme@*", "*"] } } }]
  })
}
resource "aws_iam_role" "lacework" {
  name = "lacework"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "434813966438" }, Action = "sts:AssumeRole", Condition = { StringLike = { "sts:ExternalId" = "lweid:aws:v2:acme:*" } } }]
  })
}
resource "aws_iam_role" "lacework_open" {
  name = "lacework-open"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "434813966438" }, Action = "sts:AssumeRole", Condition = { StringLike = { "sts:ExternalId" = "lweid:aws:v2:*" } } }]
  })
}
# Of another account nothing is documented.
resource "aws_iam_role" "another" {
  name = "another"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "555566667777" }, Action = "sts:AssumeRole", Condition = { StringLike = { "sts:ExternalId" = "acme@*" } } }]
  })
}
resource "aws_iam_role" "another_open" {
  name = "another-open"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "555566667777" }, Action = "sts:AssumeRole", Condition = { StringLike = { "sts:ExternalId" = "acme-*" } } }]
  })
}
resource "aws_iam_role" "another_vendor" {
  name = "another-vendor"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "464622532012" }, Action = "sts:AssumeRole", Condition = { StringLike = { "sts:ExternalId" = "acme/*" } } }]
  })
}
