resource "aws_s3_bucket" "b" {
  bucket = "aws-logs-example"
}
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "${aws_s3_bucket.b.arn}/*" }]
  })
}
output "kind" {
  value = "account"
}
output "bucket" {
  value = aws_s3_bucket.b
}
