# what tells for whom a service acts stands in other statements of the policy, or in what leads to it
data "aws_caller_identity" "current" {}
variable "members" { default = ["222233334444", "333344445555"] }
# b) ACL check unguarded beside a guarded write of the same service for other accounts
resource "aws_s3_bucket" "b" { bucket = "b" }
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "${aws_s3_bucket.b.arn}/*", Condition = { StringEquals = { "aws:SourceAccount" = var.members } } },
      { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:GetBucketAcl", Resource = aws_s3_bucket.b.arn },
    ]
  })
}
# c) the same with aws:SourceArn of another account
resource "aws_s3_bucket" "c" { bucket = "c" }
resource "aws_s3_bucket_policy" "c" {
  bucket = aws_s3_bucket.c.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "${aws_s3_bucket.c.arn}/*", Condition = { StringEquals = { "aws:SourceArn" = "arn:aws:cloudtrail:eu-west-1:222233334444:trail/org" } } },
      { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:GetBucketAcl", Resource = aws_s3_bucket.c.arn },
    ]
  })
}
# e) key: describe unguarded beside guarded generate (cloudtrail of the management account)
resource "aws_kms_key" "e" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = data.aws_caller_identity.current.account_id }, Action = "kms:*", Resource = "*" },
      { Effect = "Allow", Principal = { Service = "guardduty.amazonaws.com" }, Action = "kms:GenerateDataKey", Resource = "*", Condition = { StringEquals = { "aws:SourceAccount" = "222233334444" } } },
      { Effect = "Allow", Principal = { Service = "guardduty.amazonaws.com" }, Action = "kms:Decrypt", Resource = "*" },
    ]
  })
}
# f) another service of the same policy acts for another account
resource "aws_s3_bucket" "f" {
  bucket = "central"
}
resource "aws_s3_bucket_policy" "f" {
  bucket = aws_s3_bucket.f.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.f.arn}/AWSLogs/*"
        Condition = { StringEquals = { "aws:SourceAccount" = "222233334444" } }
      },
      {
        Effect    = "Allow"
        Principal = { Service = "config.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.f.arn}/AWSLogs/*"
      },
    ]
  })
}
# g) the key of a landing zone is used for every account
resource "aws_controltower_landing_zone" "lz" {
  manifest_json = jsonencode({ centralizedLogging = { accountId = "222233334444", enabled = true, configurations = { kmsKeyArn = aws_kms_key.controltower.arn } } })
  version       = "3.3"
}
resource "aws_kms_key" "controltower" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = data.aws_caller_identity.current.account_id }, Action = "kms:*", Resource = "*" },
      { Effect = "Allow", Principal = { Service = "config.amazonaws.com" }, Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = "*" },
    ]
  })
}
# h) CloudTrail notifies an encrypted topic: there the encryption context is the topic's, not the trail's
resource "aws_kms_key" "k" {
  policy = data.aws_iam_policy_document.k.json
}
data "aws_iam_policy_document" "k" {
  statement {
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = [data.aws_caller_identity.current.account_id]
    }
  }
  statement {
    sid       = "AllowCloudTrailToNotify"
    actions   = ["kms:GenerateDataKey*", "kms:Decrypt"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
  }
}
resource "aws_sns_topic" "t" {
  name              = "trail"
  kms_master_key_id = aws_kms_key.k.id
}
resource "aws_cloudtrail" "t" {
  name           = "t"
  s3_bucket_name = "some-bucket"
  sns_topic_name = aws_sns_topic.t.name
}
# i) the trail of an organisation has an ARN of the management account
resource "aws_s3_bucket" "i" { bucket = "i" }
resource "aws_cloudtrail" "i" {
  name                  = "i"
  s3_bucket_name        = aws_s3_bucket.i.id
  is_organization_trail = true
}
resource "aws_s3_bucket_policy" "i" {
  bucket = aws_s3_bucket.i.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "${aws_s3_bucket.i.arn}/AWSLogs/*" }]
  })
}
