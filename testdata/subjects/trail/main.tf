resource "aws_s3_bucket" "trail" {
  bucket = "example-trail"
}

resource "aws_kms_key" "seal" {}

resource "aws_kms_alias" "seal_alias" {
  name          = "alias/seal"
  target_key_id = aws_kms_key.seal.key_id
}

resource "aws_cloudwatch_log_group" "events" {
  name = "events"
}

resource "aws_iam_role" "writer" {
  name               = "writer"
  assume_role_policy = "{}"
}

resource "aws_cloudtrail" "all" {
  name                          = "all"
  s3_bucket_name                = "example-trail"
  kms_key_id                    = aws_kms_alias.seal_alias.name
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.events.arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.writer.arn
  sns_topic_name                = "told-elsewhere"
  include_global_service_events = true
  enable_logging                = true
  is_multi_region_trail         = true

  event_selector {
    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}

resource "aws_cloudtrail" "plain" {
  name                          = "plain"
  s3_bucket_name                = "bucket-elsewhere"
  include_global_service_events = false
  enable_logging                = false
}
