module "logs_key" {
  source = "terraform-aws-modules/kms/aws"

  key_statements = [
    {
      sid        = "Logs"
      actions    = ["kms:Decrypt"]
      resources  = ["*"]
      principals = [{ type = "Service", identifiers = ["logs.eu-west-1.amazonaws.com"] }]
      condition = [
        {
          test     = "ArnLike"
          variable = "kms:EncryptionContext:aws:logs:arn"
          values   = ["arn:aws:logs:eu-west-1:*:*"]
        }
      ]
    },
    {
      sid        = "Trail"
      actions    = ["kms:Decrypt"]
      resources  = ["*"]
      principals = [{ type = "Service", identifiers = ["s3.amazonaws.com"] }]
      condition = [
        {
          test     = "StringLike"
          variable = "aws:SourceAccount"
          values   = ["*"]
        }
      ]
    },
  ]
}
