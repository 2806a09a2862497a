variable "service" {
  default = "config.amazonaws.com"
}

locals {
  account = "111122223333"
}

resource "aws_s3_bucket_policy" "heredoc" {
  bucket = "b"
  policy = <<EOF
{
  "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "${var.service}"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/é/${local.account}/*"}
  ]
}
EOF
}

resource "aws_s3_bucket_policy" "indented" {
  bucket = "b"
  policy = <<-EOF
    {
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": "*",
          "Condition": {"StringEquals": {"aws:username": "$${aws:username}"}}
        }
      ]
    }
  EOF
}

resource "aws_s3_bucket_policy" "encoded" {
  bucket = "b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = var.service }
      Action    = ["s3:PutObject", "s3:Get\u004fbject"]
      Resource  = "arn:aws:s3:::b/${local.account}/*"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_s3_bucket_policy" "document" {
  bucket = "b"
  policy = data.aws_iam_policy_document.d.json
}

data "aws_iam_policy_document" "d" {
  statement {
    sid       = "A"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::b/&{aws:username}/*"]
    principals {
      type        = "Service"
      identifiers = [var.service]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}
