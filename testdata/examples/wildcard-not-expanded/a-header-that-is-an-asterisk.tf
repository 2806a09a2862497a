resource "aws_s3_bucket" "b" {
  bucket = "example-once"
}
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.b.arn}/*"
      Condition = { StringNotEquals = { "s3:if-none-match" = "*" } }
    }]
  })
}
