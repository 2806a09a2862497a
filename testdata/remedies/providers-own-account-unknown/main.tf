provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "logs"
  region = "eu-west-1"
}

# Another account than that of the topic.
data "aws_caller_identity" "current" {
  provider = aws.logs
}

# One of several, so that its name alone does not lead to it.
data "aws_caller_identity" "own" {
  count = 1
}

resource "aws_sns_topic" "t" {
  name = "t"
}

resource "aws_sns_topic_policy" "t" {
  arn = aws_sns_topic.t.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "*"
    }]
  })
}

resource "aws_sns_topic_policy" "logs" {
  provider = aws.logs
  arn      = aws_sns_topic.t.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "*"
    }]
  })
}
