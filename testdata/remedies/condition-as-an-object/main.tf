# the list of statements of a module: the author's notation of a condition is an object, the edit's a list of objects
data "aws_caller_identity" "current" {}
module "kms" {
  source = "git::https://github.com/example/terraform-aws-key.git"
  key_statements = [
    {
      sid        = "trail"
      actions    = ["kms:GenerateDataKey*"]
      resources  = ["*"]
      principals = [{ type = "Service", identifiers = ["cloudtrail.amazonaws.com"] }]
      condition = {
        test     = "StringLike"
        variable = "kms:EncryptionContext:aws:cloudtrail:arn"
        values   = ["arn:aws:cloudtrail:*:${data.aws_caller_identity.current.account_id}:trail/*"]
      }
    },
    {
      sid        = "logs"
      actions    = ["kms:Encrypt*", "kms:Decrypt*"]
      resources  = ["*"]
      principals = [{ type = "Service", identifiers = ["logs.eu-west-1.amazonaws.com"] }]
    },
  ]
}
