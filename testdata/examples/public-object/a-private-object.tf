resource "aws_s3_bucket_object" "state" {
  bucket = "acme-web"
  key    = "state"
  acl    = "bucket-owner-full-control"
}
