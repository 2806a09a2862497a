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
      Condition = { StringEquals = { "aws:SourceOrgID" = "o-exampleorg1" } }
    }, {
      Sid       = "Write"
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:::example-trail/*"
      Condition = { StringEquals = { "aws:SourceOrgID" = "o-exampleorg1" } }
    }]
  })
}
