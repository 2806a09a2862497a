resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = "acme-logs"
}
