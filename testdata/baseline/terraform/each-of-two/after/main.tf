locals {
  alerts = "arn:aws:sns:eu-west-1:111122223333:alerts"
}

resource "aws_sns_topic_policy" "alerts" {
  for_each = toset(["a", "b"])
  arn      = "${local.alerts}-${each.key}"
  policy = jsonencode({
    Statement = [
      {
        Sid       = "Publish"
        Effect    = "Allow"
        Principal = { Service = ["cloudwatch.amazonaws.com"] }
        Action    = ["sns:Publish"]
        Resource  = "${local.alerts}-${each.key}"
      },
      {
        Effect    = "Allow"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = "${local.alerts}-${each.key}"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*" } }
      },
    ]
  })
}

module "queue" {
  source = "./queue"
  name   = "one"
}
