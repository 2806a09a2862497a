# Providers that only differ by their Region act in one account: what one of two findings pastes mends both.
provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "secondary"
  region = "us-west-2"
}

data "aws_iam_policy_document" "key" {
  statement {
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
  }
}

resource "aws_kms_key" "primary" {
  policy = data.aws_iam_policy_document.key.json
}

resource "aws_kms_key" "secondary" {
  provider = aws.secondary
  policy   = data.aws_iam_policy_document.key.json
}
