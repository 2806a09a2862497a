resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = "acme-logs"
  advanced_event_selector {
    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
  }
}
