locals {
  trail = "arn:aws:cloudtrail:eu-west-1:111122223333:trail"
  all   = ["arn:aws:s3:::acme-logs", "arn:aws:s3:::acme-logs/*"]
  denies = {
    all_but_account  = { NotPrincipal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "s3:*" }
    other_action     = { NotPrincipal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "s3:DeleteObject" }
    all_but_service  = { NotPrincipal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:*" }
    everybody        = { Principal = "*", Action = "s3:PutObject" }
    other_trail      = { Principal = "*", Action = "s3:*", Condition = { ArnNotLikeIfExists = { "aws:SourceArn" = "${local.trail}/other" } } }
    trails_by_name   = { Principal = "*", Action = "s3:*", Condition = { ArnNotLikeIfExists = { "aws:SourceArn" = "${local.trail}/*" } } }
    other_account    = { Principal = "*", Action = "s3:*", Condition = { StringNotEquals = { "aws:SourceAccount" = "222233334444" } } }
    account          = { Principal = "*", Action = "s3:*", Condition = { StringNotEquals = { "aws:SourceAccount" = "111122223333" } } }
  }
}
resource "aws_s3_bucket_policy" "b" {
  for_each = local.denies
  bucket   = "acme-logs"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::acme-logs/*", Condition = { StringEquals = { "aws:SourceArn" = "${local.trail}/main" } } },
    merge({ Effect = "Deny", Resource = local.all }, each.value),
  ] })
}
resource "aws_kms_key" "via" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "kms:*", Resource = "*" },
    { Effect = "Allow", Principal = { Service = "logs.eu-west-1.amazonaws.com" }, Action = ["kms:Encrypt*", "kms:Decrypt*"], Resource = "*", Condition = { ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:eu-west-1:111122223333:*" } } },
    { Effect = "Deny", Principal = "*", Action = "kms:*", Resource = "*", Condition = { StringNotLike = { "kms:ViaService" = "*.eu-west-1.amazonaws.com" } } },
  ] })
}
