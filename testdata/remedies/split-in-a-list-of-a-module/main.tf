data "aws_caller_identity" "current" {}

module "key" {
  source  = "terraform-aws-modules/kms/aws"
  version = "4.0.0"

  key_statements = [
    {
      sid       = "services"
      actions   = ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
      resources = ["*"]
      principals = [
        {
          type        = "Service"
          identifiers = ["sns.amazonaws.com", "logs.eu-west-2.amazonaws.com"]
        }
      ]
    }
  ]
}

data "aws_iam_policy_document" "same" {
  statement {
    sid       = "services"
    actions   = ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com", "logs.eu-west-2.amazonaws.com"]
    }
  }
}

resource "aws_kms_key" "same" {
  policy = data.aws_iam_policy_document.same.json
}

# A list on lines stays on lines.
module "key_on_lines" {
  source  = "terraform-aws-modules/kms/aws"
  version = "4.0.0"

  key_statements = [
    {
      sid       = "services"
      actions   = ["kms:Decrypt"]
      resources = ["*"]

      principals = [
        {
          type = "Service"
          identifiers = [
            "sns.amazonaws.com",
            "logs.eu-west-2.amazonaws.com"
          ]
        }
      ]
    }
  ]
}

# How the module calls its conditions.
module "guarded" {
  source  = "terraform-aws-modules/kms/aws"
  version = "4.0.0"

  key_statements = [
    {
      actions    = ["kms:Decrypt"]
      resources  = ["*"]
      principals = [{ type = "Service", identifiers = ["sns.amazonaws.com"] }]
      condition  = [{ test = "StringEquals", variable = "aws:SourceAccount", values = ["111122223333"] }]
    }
  ]
}
