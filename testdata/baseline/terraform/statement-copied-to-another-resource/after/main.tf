locals {
  alerts = "arn:aws:sns:eu-west-1:111122223333:alerts"
}

resource "aws_sns_topic_policy" "alerts" {
  arn = local.alerts
  policy = jsonencode({
    Statement = [
      {
        Sid       = "Publish"
        Effect    = "Allow"
        Principal = { Service = ["cloudwatch.amazonaws.com"] }
        Action    = ["sns:Publish"]
        Resource  = local.alerts
      },
      {
        Effect    = "Allow"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = local.alerts
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*" } }
      },
    ]
  })
}

module "queue" {
  source = "./queue"
  name   = "one"
}

resource "aws_sns_topic_policy" "more" {
  arn = "arn:aws:sns:eu-west-1:111122223333:more"
  policy = jsonencode({
    Statement = [
      {
        Sid       = "Publish"
        Effect    = "Allow"
        Principal = { Service = ["cloudwatch.amazonaws.com"] }
        Action    = ["sns:Publish"]
        Resource  = "arn:aws:sns:eu-west-1:111122223333:more"
      },
      {
        Effect    = "Allow"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = "arn:aws:sns:eu-west-1:111122223333:more"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*" } }
      },
    ]
  })
}

