resource "aws_s3_bucket_policy" "p" {
 bucket="example-trail-logs"
 policy=file("${path.module}/p.json")
}
