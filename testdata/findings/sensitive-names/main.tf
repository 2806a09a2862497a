variable "domain_name" {}
resource "aws_s3_bucket" "cloudtrail" { bucket = "cloudtrail.${var.domain_name}" }
output "bucket_id" {
  value     = aws_s3_bucket.cloudtrail.id
  sensitive = true
}
resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.cloudtrail.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "${aws_s3_bucket.cloudtrail.arn}/*" }] })
}
