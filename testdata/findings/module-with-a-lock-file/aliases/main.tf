terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.region]
    }
  }
}

variable "name" {
  type = string
}

variable "accounts" {
  type    = string
  default = "*"
}

resource "aws_s3_bucket" "logs" {
  provider = aws.region
  bucket   = var.name
}

resource "aws_s3_bucket_policy" "logs" {
  provider = aws.region
  bucket   = aws_s3_bucket.logs.id
  policy   = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.logs.arn}/*"
      Condition = { StringLike = { "aws:SourceAccount" = var.accounts } }
    }]
  })
}
