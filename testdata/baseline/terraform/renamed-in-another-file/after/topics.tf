resource "aws_sns_topic_policy" "operations" {
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
