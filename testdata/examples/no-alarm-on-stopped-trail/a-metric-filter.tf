resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = "acme-logs"
}
resource "aws_cloudwatch_log_metric_filter" "stopped" {
  name           = "stopped"
  log_group_name = "trail"
  pattern        = "{ ($.eventName = CreateTrail) || ($.eventName = StopLogging) }"
}
