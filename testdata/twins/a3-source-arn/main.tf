resource "aws_s3_bucket_policy" "this" {
  bucket = "example-trail"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Sid       = "AclCheck"
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "s3:GetBucketAcl"
      Resource  = "arn:aws:s3:::example-trail"
      Condition = {
        ArnLike = { "aws:SourceArn" = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/main" }
      }
    }, {
      Sid       = "Write"
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:::example-trail/*"
      Condition = {
        ArnLike = { "aws:SourceArn" = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/main" }
      }
    }]
  })
}
