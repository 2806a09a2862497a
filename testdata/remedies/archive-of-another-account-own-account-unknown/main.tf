# Logs are kept in an account of their own: the services that write there act for the accounts in which they are set up.
provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "log_archive"
  region = "eu-west-1"

  assume_role {
    role_arn = "arn:aws:iam::444455556666:role/deploy"
  }
}

resource "aws_guardduty_detector" "audit" {
  enable = true
}

data "aws_caller_identity" "archive" {
  provider = aws.log_archive
}

resource "aws_s3_bucket" "findings" {
  provider = aws.log_archive
  bucket   = "acme-findings"
}

resource "aws_s3_bucket_policy" "findings" {
  provider = aws.log_archive
  bucket   = aws_s3_bucket.findings.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "guardduty.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.findings.arn}/*"
    }]
  })
}

# The trail is there too.
resource "aws_s3_bucket" "own" {
  provider = aws.log_archive
  bucket   = "acme-own"
}

resource "aws_cloudtrail" "own" {
  provider       = aws.log_archive
  name           = "own"
  s3_bucket_name = aws_s3_bucket.own.id
}

resource "aws_s3_bucket_policy" "own" {
  provider = aws.log_archive
  bucket   = aws_s3_bucket.own.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.own.arn}/*"
    }]
  })
}
