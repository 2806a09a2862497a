data "aws_caller_identity" "current" {}

# A role beside the service carries no source: the guard would shut it out.
resource "aws_sqs_queue_policy" "role" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com", AWS = "arn:aws:iam::111122223333:role/sender" }
      Action    = "sqs:SendMessage"
      Resource  = "*"
    }]
  })
}

# One text, several services: what is pasted concerns them all.
data "aws_iam_policy_document" "each" {
  dynamic "statement" {
    for_each = toset(["sns.amazonaws.com", "no-such-service.amazonaws.com"])
    content {
      actions   = ["sqs:SendMessage"]
      resources = ["*"]
      principals {
        type        = "Service"
        identifiers = [statement.value]
      }
    }
  }
}

resource "aws_sqs_queue_policy" "each" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"
  policy    = data.aws_iam_policy_document.each.json
}

# The own account sends no external id, nor does the service.
resource "aws_iam_role" "vendor" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Own"
        Effect    = "Allow"
        Principal = { AWS = ["arn:aws:iam::999988887777:root", "arn:aws:iam::111122223333:root"] }
        Action    = "sts:AssumeRole"
      },
      {
        Sid       = "Service"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::999988887777:root", Service = "lambda.amazonaws.com" }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}
