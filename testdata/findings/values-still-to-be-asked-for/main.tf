variable "region" { type = string }
variable "external_id" { type = string }
variable "topic_arn" { type = string }
provider "aws" {
  region = var.region
}
data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
resource "aws_iam_role" "vendor" {
  name = "vendor"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::012205512454:user/ExpelCloudService" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = var.external_id } }
    }]
  })
}
resource "aws_sqs_queue" "q" { name = "q" }
resource "aws_sqs_queue_policy" "q" {
  queue_url = aws_sqs_queue.q.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn,
      Condition = { ArnEquals = { "aws:SourceArn" = var.topic_arn } } },
      { Effect = "Allow", Principal = { Service = "events.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn,
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:events:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:rule/r" } } },
    ]
  })
}

# A literal that no request has is told all the same.
resource "aws_sqs_queue" "other" { name = "other" }
resource "aws_sqs_queue_policy" "other" {
  queue_url = aws_sqs_queue.other.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.other.arn
      Condition = { ArnEquals = { "aws:SourceArn" = "the topic of the team" } }
    }]
  })
}
