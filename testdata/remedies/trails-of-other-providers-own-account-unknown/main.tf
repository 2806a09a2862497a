# A bucket that takes the logs of a trail in another account is not pinned to its own.
provider "aws" {
  region = "eu-west-2"
}

provider "aws" {
  alias  = "workload"
  region = "eu-west-2"

  assume_role {
    role_arn = var.workload_role
  }
}

provider "aws" {
  alias  = "virginia"
  region = "us-east-1"
}

variable "workload_role" {
  type = string
}

resource "aws_s3_bucket" "shared" {
  bucket = "acme-shared-logs"
}

resource "aws_cloudtrail" "workload" {
  provider       = aws.workload
  name           = "workload"
  s3_bucket_name = aws_s3_bucket.shared.id
}

resource "aws_s3_bucket_policy" "shared" {
  bucket = aws_s3_bucket.shared.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.shared.arn}/*"
      }
    ]
  })
}

# Another Region of the same account.
resource "aws_s3_bucket" "own" {
  bucket = "acme-own-logs"
}

resource "aws_cloudtrail" "virginia" {
  provider       = aws.virginia
  name           = "virginia"
  s3_bucket_name = aws_s3_bucket.own.id
}

resource "aws_s3_bucket_policy" "own" {
  bucket = aws_s3_bucket.own.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.own.arn}/*"
      }
    ]
  })
}
