resource "aws_s3_bucket" "logs" {
  bucket = "example-trail-logs"
}
resource "aws_s3_bucket_policy" "trail" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "s3:PutObject"
      Condition = var.open ? {} : { StringEquals = { "aws:SourceAccount" = "111122223333" } }
      Resource  = "arn:aws:s3:::example-trail-logs/*"
    }]
  })
}
variable "open" {
 type=bool
 default=false
}
