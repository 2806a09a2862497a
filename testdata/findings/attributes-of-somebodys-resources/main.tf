resource "acme_account" "a" {}
resource "random_uuid" "id" {}
resource "terraform_data" "accounts" {
  input = { open = "*" }
}

resource "aws_sqs_queue" "guard" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*", Condition = { StringEquals = { "aws:SourceAccount" = [acme_account.a.number] } } }] })
}

resource "aws_iam_role" "principal" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = acme_account.a.arn }, Action = "sts:AssumeRole" }] })
}

resource "aws_iam_role" "own" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "999988887777" }, Action = "sts:AssumeRole", Condition = { StringEquals = { "sts:ExternalId" = random_uuid.id.result } } }] })
}

resource "aws_sqs_queue" "handed_on" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*", Condition = { StringLike = { "aws:SourceAccount" = terraform_data.accounts.output.open } } }] })
}
