locals {
  topic = "arn:aws:sns:eu-west-1:111122223333:x"
}

# deputylint: ignore[service-without-source]
resource "aws_sns_topic_policy" "reasonless" {
  arn = local.topic
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = local.topic }]
  })
}

# deputylint: ignore[service-without-source] it was to be mended, until 2026-12-26
resource "aws_sns_topic_policy" "expired" {
  arn = local.topic
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = local.topic }]
  })
}

# deputylint: ignore[service-without-sorce] misspelt
resource "aws_sns_topic_policy" "unknown" {
  arn = local.topic
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = local.topic }]
  })
}

# deputylint: ignore[service-without-source] a day that is none, until 2026-13-45
resource "aws_sns_topic_policy" "day" {
  arn = local.topic
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = local.topic }]
  })
}

# deputylint: ignore[imdsv1-allowed, trail-of-one-region] nothing here
locals {
  x = 1
}

# deputylint: ignore everything
