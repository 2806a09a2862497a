provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}
locals {
  open = { Effect = "Allow", Principal = { AWS = "*" } }
}
resource "aws_sqs_queue" "q" { name = "q" }
resource "aws_sqs_queue_policy" "q" {
  queue_url = aws_sqs_queue.q.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge(local.open, { Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-west-1:111122223333:other" })] })
}
resource "aws_sqs_queue" "r" { name = "r" }
resource "aws_sqs_queue_policy" "r" {
  queue_url = aws_sqs_queue.r.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge(local.open, { Action = "sqs:SendMessage", Resource = "arn:aws:sqs:us-east-1:111122223333:r" })] })
}
resource "aws_sqs_queue" "s" { name = "s" }
resource "aws_sqs_queue_policy" "s" {
  queue_url = aws_sqs_queue.s.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge(local.open, { Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-west-1:999988887777:s" })] })
}
resource "aws_sns_topic" "t" { name = "t" }
resource "aws_sns_topic_policy" "t" {
  arn    = aws_sns_topic.t.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge(local.open, { Action = "sns:Publish", Resource = "arn:aws:sns:eu-west-1:111122223333:other" })] })
}
resource "aws_sns_topic_policy" "lit" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:lit"
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge(local.open, { Action = "sns:Publish", Resource = "arn:aws:sns:us-east-1:111122223333:lit" })] })
}
resource "aws_kms_key" "k" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge(local.open, { Action = "kms:Decrypt", Resource = "arn:aws:kms:eu-west-1:999988887777:key/abc" })] })
}
resource "aws_secretsmanager_secret" "s" { name = "one" }
resource "aws_secretsmanager_secret_policy" "s" {
  secret_arn = aws_secretsmanager_secret.s.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge(local.open, { Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:eu-west-1:999988887777:secret:one-AbCdEf" })] })
}
resource "aws_sns_topic_policy" "svc" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:svc"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "arn:aws:sns:us-east-1:111122223333:svc" }] })
}
