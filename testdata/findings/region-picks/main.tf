data "aws_region" "here" {}

locals {
  guards = {
    "eu-west-1" = ["111122223333"], "eu-west-2" = ["111122223333"], "eu-central-1" = ["111122223333"], "eu-north-1" = ["111122223333"]
    "us-east-1" = ["*"], "us-east-2" = ["111122223333"], "us-west-1" = ["111122223333"], "us-west-2" = ["111122223333"]
  }
}

# In one Region the guard lets everybody in.
resource "aws_sqs_queue" "in" {
  name = "in"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:${data.aws_region.here.region}:111122223333:in"
      Condition = { StringLike = { "aws:SourceAccount" = local.guards[data.aws_region.here.region] } }
    }]
  })
}

# In that Region it is not made.
resource "aws_sqs_queue" "elsewhere" {
  count = contains(["us-east-1"], data.aws_region.here.region) ? 0 : 1
  name  = "elsewhere"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "*"
      Condition = { StringLike = { "aws:SourceAccount" = local.guards[data.aws_region.here.region] } }
    }]
  })
}
