module "logs" {
  source        = "terraform-aws-modules/s3-bucket/aws"
  bucket        = "example-logs"
  attach_policy = true
  policy        = data.aws_iam_policy_document.logs.json
}
data "aws_iam_policy_document" "logs" {
  statement {
    principals {
      identifiers = ["delivery.logs.amazonaws.com"]
      type        = "Service"
    }
    actions   = ["s3:PutObject"]
    resources = ["_S3_BUCKET_ARN_/*"]
  }
  statement {
    principals {
      identifiers = ["logging.s3.amazonaws.com"]
      type        = "Service"
    }
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::_S3_BUCKET_ID_/logs/*"]
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["_AWS_ACCOUNT_ID_"]
    }
  }
}
module "other" {
  source = "example.com/acme/queue/aws"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = ["_THE_BUCKET_*", "arn:aws:s3:::my_BIG_bucket/*"] },
  ] })
}
module "marked" {
  source = "example.com/acme/bucket/aws"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "%BUCKET%/*" },
    { Effect = "Allow", Principal = { Service = "config.amazonaws.com" }, Action = "s3:PutObject", Resource = ["<bucket>/*", "REPLACE_ME/*"] },
  ] })
}
resource "aws_s3_bucket_policy" "as_written" {
  bucket = "acme-logs"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "REPLACE_ME/*" },
  ] })
}
