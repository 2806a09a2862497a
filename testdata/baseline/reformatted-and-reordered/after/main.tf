locals {
  alerts = "arn:aws:sns:eu-west-1:111122223333:alerts"
}

resource "aws_sns_topic_policy" "alerts" {
  arn = local.alerts
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Resource  = local.alerts
        Sid       = "Publish"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "SNS:Publish"
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
