variable "bucket" {
  type = string
}

resource "aws_s3_bucket_policy" "delivery" {
  bucket = var.bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:::${var.bucket}/*"
    }]
  })
}
