# The names of keys are compared without regard to case.
resource "aws_sns_topic_policy" "endpoint" {
  arn = "arn:aws:sns:eu-west-1:111122223333:inside"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-west-1:111122223333:inside"
      Condition = { StringEquals = { "AWS:sourceVPCE" = "vpce-0a1b2c3d4e5f60718" } }
    }]
  })
}
resource "aws_s3_bucket" "inside" { bucket = "acme-inside" }
resource "aws_s3_bucket_policy" "inside" {
  bucket = aws_s3_bucket.inside.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.inside.arn}/*"
        Condition = { StringEquals = { "aws:SourceVpce" = "vpce-0a1b2c3d4e5f60718" } }
      },
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.inside.arn}/*"
        Condition = { StringEquals = { "aws:principalorgid" = "o-exampleorg1" } }
      },
    ]
  })
}
