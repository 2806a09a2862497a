# The Deny is meant for services other than CloudTrail of one Region. The remedy adds BoolIfExists "false" beside Bool "true": the Deny is dead afterwards, and nothing tells.
resource "aws_s3_bucket_policy" "b" {
  bucket = "acme-nameslist"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "arn:aws:s3:::acme-nameslist/*"
        Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:PutObject"
        Resource  = "arn:aws:s3:::acme-nameslist/*"
        Condition = {
          StringNotEquals = { "aws:PrincipalServiceName" = ["config.amazonaws.com"] }
          Bool            = { "aws:PrincipalIsAWSService" = "true" }
        }
      }
    ]
  })
}
