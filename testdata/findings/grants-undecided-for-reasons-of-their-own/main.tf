data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
data "aws_iam_policy_document" "k" {
  statement {
    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]
    condition {
      test     = "StringEquals"
      variable = "kms:CallerAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.${data.aws_region.current.name}.amazonaws.com"]
    }
  }
}
data "aws_ssm_parameter" "acct" { name = "a" }
data "aws_iam_policy_document" "two" {
  source_policy_documents = [data.aws_iam_policy_document.k.json]
  statement {
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_ssm_parameter.acct.insecure_value}:role/transfer"]
    }
    actions   = ["kms:GenerateDataKey", "kms:Encrypt"]
    resources = ["*"]
  }
}
resource "aws_kms_key" "k" { policy = data.aws_iam_policy_document.two.json }
data "aws_ssm_parameter" "other" { name = "b" }
resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Sid = "First", Effect = "Allow", Principal = { AWS = "arn:aws:iam::${data.aws_ssm_parameter.acct.insecure_value}:root" }, Action = "sts:AssumeRole" },
    { Sid = "Same", Effect = "Allow", Principal = { AWS = "arn:aws:iam::${data.aws_ssm_parameter.acct.insecure_value}:role/r" }, Action = "sts:AssumeRole" },
    { Sid = "Other", Effect = "Allow", Principal = { AWS = "arn:aws:iam::${data.aws_ssm_parameter.other.insecure_value}:root" }, Action = "sts:AssumeRole" },
  ] })
}
