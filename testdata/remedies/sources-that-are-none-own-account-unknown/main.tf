# What another provider than that of AWS makes, or only keeps the ARN, leads nowhere; of a provider that is handed in nobody knows whose account it has.
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.use1]
    }
  }
}

data "aws_caller_identity" "current" {}

resource "aws_sns_topic" "noted" {
  name = "noted"
}

resource "aws_sns_topic_policy" "noted" {
  arn = aws_sns_topic.noted.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.noted.arn
    }]
  })
}

resource "null_resource" "noted" {
  triggers = { topic = aws_sns_topic.noted.arn }
}

resource "aws_ssm_parameter" "noted" {
  provider = aws.use1
  name     = "/topic"
  type     = "String"
  value    = aws_sns_topic.noted.arn
}

resource "aws_lambda_function" "noted" {
  provider      = aws.use1
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
  environment {
    variables = { TOPIC = aws_sns_topic.noted.arn }
  }
}

resource "aws_sns_topic" "told" {
  name = "told"
}

resource "aws_sns_topic_policy" "told" {
  arn = aws_sns_topic.told.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.told.arn
    }]
  })
}

resource "aws_cloudwatch_metric_alarm" "told" {
  provider      = aws.use1
  alarm_name    = "a"
  alarm_actions = [aws_sns_topic.told.arn]
}

# A module that is not here is deployed by the default provider.
module "elsewhere" {
  source = "somebody/topic/aws"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "*"
    }]
  })
}
