locals {
  ids = { guessed = "acme-vendor", test = "Test", issued = "acme-7f3c2a91", vendor = "Datadog", number = "40231" }
}
resource "aws_iam_role" "r" {
  for_each           = local.ids
  name               = "acme-vendor"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::464622532012:root" }, Condition = { StringEquals = { "sts:ExternalId" = each.value } } }] })
}
