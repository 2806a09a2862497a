provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}
provider "aws" {
  alias               = "member"
  region              = "us-east-1"
  allowed_account_ids = ["222233334444"]
}
data "aws_caller_identity" "current" {}
resource "aws_kms_key" "topic" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = ["kms:Decrypt", "kms:GenerateDataKey*"], Resource = "*" }] })
}
resource "aws_sns_topic" "al" {
  name              = "al"
  kms_master_key_id = aws_kms_key.topic.id
}
resource "aws_cloudwatch_metric_alarm" "m" {
  provider            = aws.member
  alarm_name          = "x"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  alarm_actions       = [aws_sns_topic.al.arn]
}
resource "aws_kms_key" "bucket" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "config.amazonaws.com" }, Action = ["kms:Decrypt", "kms:GenerateDataKey*"], Resource = "*" }] })
}
resource "aws_s3_bucket" "cfg" { bucket = "cfg" }
resource "aws_s3_bucket_server_side_encryption_configuration" "cfg" {
  bucket = aws_s3_bucket.cfg.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.bucket.arn
    }
  }
}
resource "aws_config_delivery_channel" "m" {
  provider       = aws.member
  s3_bucket_name = aws_s3_bucket.cfg.bucket
}
resource "aws_kms_key" "flow" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "delivery.logs.amazonaws.com" }, Action = ["kms:Decrypt", "kms:GenerateDataKey*"], Resource = "*" }] })
}
resource "aws_s3_bucket" "flow" { bucket = "flow" }
resource "aws_s3_bucket_server_side_encryption_configuration" "flow" {
  bucket = aws_s3_bucket.flow.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.flow.arn
    }
  }
}
resource "aws_flow_log" "m" {
  provider             = aws.member
  vpc_id               = "vpc-1"
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = aws_s3_bucket.flow.arn
}
resource "aws_kms_key" "queue" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = ["kms:Decrypt", "kms:GenerateDataKey*"], Resource = "*" }] })
}
resource "aws_sqs_queue" "q" {
  name              = "q"
  kms_master_key_id = aws_kms_key.queue.arn
}
resource "aws_sns_topic" "m" {
  provider = aws.member
  name     = "m"
}
resource "aws_sns_topic_subscription" "q" {
  provider  = aws.member
  topic_arn = aws_sns_topic.m.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.q.arn
}
