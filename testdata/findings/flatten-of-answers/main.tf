# How many members the inner lists have depends on the workspace; `flatten` goes through both levels under each answer.
locals {
  accounts = { prod = "444455556666", test = "111122223333" }
  trusted = flatten([
    for name in ["prod", "test"] : [
      terraform.workspace == name ? [local.accounts[name]] : []
    ]
  ])
}

resource "aws_iam_role" "partner" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [for id in local.trusted : {
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${id}:root" }
      Action    = "sts:AssumeRole"
    } if endswith(id, "6")]
  })
}
