data "aws_caller_identity" "current" {}

resource "aws_sqs_queue_policy" "object" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Like"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceAccount" = "*" } }
      },
      {
        Sid       = "IfExists"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = {
          StringEqualsIfExists = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
      # Two keys under the operator: a person has to take them apart.
      {
        Sid       = "Two"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceAccount" = "*", "aws:SourceArn" = "*" } }
      },
      # Another key does not hold: the guard comes beside it.
      {
        Sid       = "Arn"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:sns:*:*:*" } }
      },
    ]
  })
}

resource "aws_iam_role" "vendor" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::999988887777:root" }
        Action    = "sts:AssumeRole"
        Condition = { StringEqualsIfExists = { "sts:ExternalId" = "acme-7f3c2a" } }
      },
    ]
  })
}

data "aws_iam_policy_document" "blocks" {
  statement {
    actions   = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::999988887777:root"]
    }
    condition {
      test     = "StringLike"
      variable = "sts:ExternalId"
      values   = ["acme-*"]
    }
  }
}

resource "aws_iam_role" "blocks" {
  assume_role_policy = data.aws_iam_policy_document.blocks.json
}
