# One document for keys in two Regions.
provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "west"
  region = "us-west-2"
}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

data "aws_iam_policy_document" "key" {
  statement {
    actions   = ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["logs.amazonaws.com"]
    }
  }
}

resource "aws_kms_key" "east" {
  policy = data.aws_iam_policy_document.key.json
}

resource "aws_kms_key" "west" {
  provider = aws.west
  policy   = data.aws_iam_policy_document.key.json
}

locals {
  queue = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "*"
    }]
  })
}

resource "aws_sqs_queue" "east" {
  name   = "q"
  policy = local.queue
}

resource "aws_sqs_queue" "west" {
  provider = aws.west
  name     = "q"
  policy   = local.queue
}

# Each in a text of its own has the Region as its provider tells it.
data "aws_region" "west" {
  provider = aws.west
}

resource "aws_sqs_queue" "own" {
  provider = aws.west
  name     = "own"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "*"
    }]
  })
}

# A text that is taken as it is cannot name anything.
resource "aws_sqs_queue" "file_east" {
  name   = "file"
  policy = file("${path.module}/queue.json")
}

resource "aws_sqs_queue" "file_west" {
  provider = aws.west
  name     = "file"
  policy   = file("${path.module}/queue.json")
}

# One text for queues here and there.
resource "aws_sqs_queue" "each" {
  for_each = { east = "a", west = "b" }
  name     = each.value
  policy   = <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Principal": { "Service": "events.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": "*" }
  ]
}
POLICY
}
