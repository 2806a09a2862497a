provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

provider "aws" {
  alias               = "other"
  region              = "us-east-1"
  allowed_account_ids = ["222233334444"]
}

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "q" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com"]
    }
  }
}

resource "aws_sqs_queue" "one" {
  name   = "q"
  policy = data.aws_iam_policy_document.q.json
}

resource "aws_sqs_queue" "two" {
  provider = aws.other
  name     = "q"
  policy   = data.aws_iam_policy_document.q.json
}

# Each in a text of its own is asked for its own account.
resource "aws_sqs_queue" "own" {
  provider = aws.other
  name     = "own"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "*"
    }]
  })
}

# A text that both read.
resource "aws_sqs_queue" "file_one" {
  name   = "file"
  policy = file("${path.module}/queue.json")
}

resource "aws_sqs_queue" "file_two" {
  provider = aws.other
  name     = "file"
  policy   = file("${path.module}/queue.json")
}
