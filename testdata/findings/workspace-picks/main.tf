locals {
  stages = {
    staging    = { vendor = "111122223333", guarded = true }
    production = { vendor = "999988887777", guarded = false }
  }
  stage       = local.stages[terraform.workspace]
  environment = trimprefix(terraform.workspace, "shop-")
  files       = jsondecode(file("${path.module}/environments.json"))
  is_live     = local.environment == "live"
  fallback    = lookup({ live = ["111122223333"] }, local.environment, ["*"])
}

# Under `production` the vendor needs an external id.
resource "aws_iam_role" "vendor" {
  name = "vendor-${terraform.workspace}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.stage.vendor}:root" }, Action = "sts:AssumeRole" }]
  })
}

# Not in `production`, so that its vendor is nobody here.
resource "aws_iam_role" "elsewhere" {
  count = terraform.workspace == "production" ? 0 : 1
  name  = "elsewhere"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.stage.vendor}:root" }, Action = "sts:AssumeRole" }]
  })
}

# The map comes from a file, the key is a part of the name.
resource "aws_iam_role" "reader" {
  name = "reader"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = local.files[local.environment].reader }, Action = "sts:AssumeRole" }]
  })
}

# Another workspace than `shop-live` gets everybody.
resource "aws_sqs_queue" "in" {
  name = "in"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "*"
      Condition = { StringLike = { "aws:SourceAccount" = local.fallback } }
    }]
  })
}

# Only where it is not live.
resource "aws_sns_topic" "news" {
  count = local.is_live ? 0 : 1
  name  = "news"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }]
  })
}
