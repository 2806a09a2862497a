resource "aws_s3_bucket_policy" "this" {
  bucket = "example-trail"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Sid       = "AclCheck"
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = "s3:GetBucketAcl"
      Resource  = "arn:aws:s3:::example-trail"
    }, {
      Sid       = "Write"
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:::example-trail/*"
      Condition = { StringEquals = { "s3:x-amz-acl" = "bucket-owner-full-control" } }
    }]
  })
}
