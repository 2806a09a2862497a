resource "aws_cloudtrail" "objects" {
  s3_bucket_name                = "objects-of-another-account"
  enable_logging                = true
  include_global_service_events = true

  advanced_event_selector {
    name = "objects"

    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
  }
}
