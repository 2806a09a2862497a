data "aws_caller_identity" "current" {}

resource "aws_lambda_permission" "bucket" {
  statement_id  = "bucket"
  action        = "lambda:InvokeFunction"
  function_name = "f"
  principal     = "s3.amazonaws.com"
  source_arn    = "arn:aws:s3:::b"
}

resource "aws_sns_topic_policy" "equals" {
  arn = "arn:aws:sns:eu-west-2:111122223333:a"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "alarms"
        Effect   = "Allow"
        Action   = "sns:Publish"
        Resource = "arn:aws:sns:eu-west-2:111122223333:a"
        Principal = {
          Service = "cloudwatch.amazonaws.com"
        }
      }
    ]
  })
}

resource "aws_sns_topic_policy" "colons" {
  arn = "arn:aws:sns:eu-west-2:111122223333:b"
  policy = jsonencode({
    "Version" : "2012-10-17",
    "Statement" : [
      {
        "Effect" : "Allow",
        "Principal" : {
          "Service" : "cloudwatch.amazonaws.com"
        },
        "Action" : "sns:Publish",
        "Resource" : "arn:aws:sns:eu-west-2:111122223333:b"
      }
    ]
  })
}

resource "aws_s3_bucket_policy" "condition" {
  bucket = "b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "arn:aws:s3:::b/AWSLogs/111122223333/*"
        Condition = {
          StringEquals = {
            "s3:x-amz-acl" = "bucket-owner-full-control"
          }
        }
      }
    ]
  })
}

resource "aws_lambda_permission" "wide" {
  statement_id_prefix = "bucket"
  action              = "lambda:InvokeFunction"
  function_name       = "f"
  principal           = "s3.amazonaws.com"
}

resource "aws_s3_bucket_policy" "many_keys" {
  bucket = "c"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "cloudtrail.amazonaws.com"
        }
        Action   = "s3:PutObject"
        Resource = "arn:aws:s3:::c/*"
        Condition = {
          StringEquals = {
            "s3:x-amz-acl"  = "bucket-owner-full-control"
            "s3:signatureA" = "a"
            "s3:signatureB" = "b"
            "s3:signatureC" = "c"
          }
        }
      },
      {
        Effect    = "Allow"
        Principal = { Service = "config.amazonaws.com" } # writes
        Action    = "s3:PutObject"
        Resource  = "arn:aws:s3:::c/*"
      },
      {
        "Effect"    = "Allow",
        "Principal" = { "Service" = "config.amazonaws.com" },
        "Action"    = "s3:GetBucketAcl",
        "Resource"  = "arn:aws:s3:::c"
      },
      { Effect = "Allow", Principal = { Service = "config.amazonaws.com" }, Action = "s3:ListBucket", Resource = "arn:aws:s3:::c" },
    ]
  })
}

module "queue" {
  source = "terraform-aws-modules/sqs/aws"

  queue_policy_statements = {
    sns = {
      sid     = "SNSPublish"
      actions = ["sqs:SendMessage"]
      principals = [
        {
          type        = "Service"
          identifiers = ["sns.amazonaws.com"]
        }
      ]
    }
    short = {
      sid        = "SNS"
      actions    = ["sqs:SendMessage"]
      principals = [{ type = "Service", identifiers = ["sns.amazonaws.com"] }]
    }
    guarded = {
      actions    = ["sqs:SendMessage"]
      principals = [{ type = "Service", identifiers = ["sns.amazonaws.com"] }]
      condition  = [{ test = "StringEquals", variable = "aws:SourceAccount", values = ["111122223333"] }]
    }
  }
}
