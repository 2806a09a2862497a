resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = "acme-logs"
  event_selector {
    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}
