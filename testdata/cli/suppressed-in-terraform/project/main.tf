locals {
  topic = "arn:aws:sns:eu-west-1:111122223333:x"
}

# deputylint: ignore[service-without-source] on the resource: only our account can reach it (SEC-1)
resource "aws_sns_topic_policy" "whole" {
  arn = local.topic
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = local.topic }]
  })
}

resource "aws_sns_topic_policy" "statement" {
  arn = local.topic
  policy = jsonencode({
    Statement = [
      // deputylint: ignore[service-without-source] on the statement, until 2027-01-01
      {
        Sid       = "One"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = local.topic
      },
      {
        Sid       = "Two"
        Effect    = "Allow"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = local.topic
      },
    ]
  })
}

resource "aws_sns_topic_policy" "heredoc" {
  arn = local.topic
  # deputylint: ignore[service-without-source] on the attribute
  policy = <<EOT
{
  "Id": "# deputylint: ignore[service-without-source] this is no comment",
  "Statement": [{"Effect": "Allow", "Principal": {"Service": "cloudwatch.amazonaws.com"}, "Action": "sns:Publish", "Resource": "*"}]
}
EOT
}

# deputylint: ignore[service-without-source] in the data source
data "aws_iam_policy_document" "document" {
  statement {
    actions   = ["sns:Publish"]
    resources = [local.topic]
    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
  }
}

resource "aws_sns_topic_policy" "document" {
  arn    = local.topic
  policy = data.aws_iam_policy_document.document.json
}

# deputylint: ignore[service-without-source] the first call alone
module "one" {
  source = "./topic"
  name   = "one"
}

module "two" {
  source = "./two"
}

resource "aws_sns_topic_policy" "below" {
  # deputylint: ignore[service-without-source] this stands above the next line alone
  arn = local.topic
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = local.topic }]
  })
}
