resource "aws_cloudtrail" "w" {
  name           = "w"
  s3_bucket_name = "logs"
}
