provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}
provider "aws" {
  alias               = "logging"
  region              = "us-east-1"
  allowed_account_ids = ["222233334444"]
}
data "aws_caller_identity" "management" {}
data "aws_caller_identity" "logging" {
  provider = aws.logging
}
module "kms_key_logging" {
  source  = "acme/kms/aws"
  version = "~> 1.0.0"
  providers = {
    aws = aws.logging
  }
  name   = "logging"
  policy = data.aws_iam_policy_document.k.json
}
data "aws_iam_policy_document" "k" {
  statement {
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.logging.account_id}:root"]
    }
  }
  statement {
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["config.amazonaws.com"]
    }
  }
}

# Another alias of the module says nothing of its default provider.
module "bucket" {
  source    = "acme/bucket/aws"
  providers = { aws.replica = aws.logging }
  policy    = data.aws_iam_policy_document.b.json
}

data "aws_iam_policy_document" "b" {
  statement {
    effect    = "Allow"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::acme-access/*"]
    principals {
      type        = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }
  }
}
