# What is known of each ARN is worth more than how many there are: the path names the account of each writer, as Elastic Load Balancing documents.
variable "accounts" { type = list(string) }
variable "by_name" { type = map(string) }

resource "aws_s3_bucket" "logs" { bucket = "example-alb-logs" }

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = data.aws_iam_policy_document.logs.json
}

data "aws_iam_policy_document" "logs" {
  statement {
    actions   = ["s3:PutObject"]
    resources = [for a in var.accounts : "${aws_s3_bucket.logs.arn}/AWSLogs/${a}/*"]
    principals {
      type        = "Service"
      identifiers = ["logdelivery.elasticloadbalancing.amazonaws.com"]
    }
  }
  statement {
    actions   = ["s3:PutObject"]
    resources = distinct([for name, a in var.by_name : "${aws_s3_bucket.logs.arn}/AWSLogs/${a}/*" if a != ""])
    principals {
      type        = "Service"
      identifiers = ["logdelivery.elasticloadbalancing.amazonaws.com"]
    }
  }
  # Any account may have a role of that name.
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.logs.arn}/*"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:PrincipalArn"
      values   = [for a in var.accounts : "arn:aws:iam::*:role/${a}"]
    }
  }
}

resource "aws_s3_bucket_public_access_block" "logs" {
  bucket                  = aws_s3_bucket.logs.id
  block_public_policy     = false
  restrict_public_buckets = false
}
