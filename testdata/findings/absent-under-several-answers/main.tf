# The vendor is foreign only in production in one Region, and there nothing that trusts it exists.
data "aws_region" "current" {}

locals {
  is_there = !(terraform.workspace == "production" && data.aws_region.current.name == "eu-west-1")
  vendor   = terraform.workspace == "production" && data.aws_region.current.name == "eu-west-1" ? "999988887777" : "111122223333"
}

resource "aws_iam_role" "here" {
  count = local.is_there ? 1 : 0
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.vendor}:root" }, Action = "sts:AssumeRole" }]
  })
}

module "reader" {
  source = "./reader"
  count  = local.is_there ? 1 : 0
  vendor = local.vendor
}

# This one is there under each answer.
resource "aws_iam_role" "always" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.vendor}:root" }, Action = "sts:AssumeRole" }]
  })
}
