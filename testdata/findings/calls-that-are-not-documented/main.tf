resource "aws_s3_bucket" "lists" { bucket = "lists-x" }
resource "aws_s3_bucket_policy" "lists" {
  bucket = aws_s3_bucket.lists.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "guardduty.amazonaws.com" }, Action = "s3:GetObject", Resource = "${aws_s3_bucket.lists.arn}/AWSLogs/111122223333/*" },
    { Effect = "Allow", Principal = { Service = "guardduty.amazonaws.com" }, Action = "s3:PutObject", Resource = "${aws_s3_bucket.lists.arn}/AWSLogs/111122223333/*" },
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:ListBucket", Resource = aws_s3_bucket.lists.arn },
    { Effect = "Allow", Principal = { Service = "logdelivery.elasticloadbalancing.amazonaws.com" }, Action = "s3:GetObject", Resource = "${aws_s3_bucket.lists.arn}/AWSLogs/111122223333/*" },
  ] })
}
resource "aws_ecr_repository" "r" { name = "r" }
resource "aws_ecr_repository_policy" "r" {
  repository = aws_ecr_repository.r.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"] },
    { Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = ["ecr:SetRepositoryPolicy"] },
  ] })
}
resource "aws_kms_key" "k" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "fargate.amazonaws.com" }, Action = "kms:GenerateDataKeyWithoutPlaintext", Resource = "*" },
    { Effect = "Allow", Principal = { Service = "fargate.amazonaws.com" }, Action = "kms:CreateGrant", Resource = "*", Condition = { StringEquals = { "kms:EncryptionContext:aws:ecs:clusterAccount" = "111122223333" } } },
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = ["kms:GenerateDataKey*", "kms:DescribeKey"], Resource = "*" },
  ] })
}
resource "aws_s3_bucket" "elb" { bucket = "elb-x" }
resource "aws_s3_bucket_policy" "elb" {
  bucket = aws_s3_bucket.elb.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::127311923021:root" }, Action = "s3:PutObject", Resource = "${aws_s3_bucket.elb.arn}/*" }] })
}
resource "aws_iam_role" "person" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:user/ann" }, Action = "sts:AssumeRole", Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } } },
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:user/bot" }, Action = "sts:AssumeRole" },
  ] })
}
data "aws_iam_policy_document" "of_nobody" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}
