# The first Deny leaves the organization only. The second also stops the service, and the third may stop it too.
resource "aws_s3_bucket" "organization" { bucket = "acme-organization" }
resource "aws_s3_bucket_public_access_block" "organization" {
  bucket                  = aws_s3_bucket.organization.id
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = false
  restrict_public_buckets = false
}
resource "aws_s3_bucket_policy" "organization" {
  bucket = aws_s3_bucket.organization.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "${aws_s3_bucket.organization.arn}/*" },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.organization.arn, "${aws_s3_bucket.organization.arn}/*"]
        Condition = { StringNotEquals = { "aws:PrincipalOrgID" = "o-exampleorg1" } }
      },
    ]
  })
}
resource "aws_sns_topic_policy" "organization" {
  arn = "arn:aws:sns:eu-west-1:111122223333:news"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = "*", Action = "sns:Publish", Resource = "arn:aws:sns:eu-west-1:111122223333:news" },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = "arn:aws:sns:eu-west-1:111122223333:news"
        Condition = { StringNotEquals = { "aws:PrincipalOrgID" = "o-exampleorg1" } }
      },
    ]
  })
}
resource "aws_s3_bucket" "logs" { bucket = "acme-logs" }
resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "logging.s3.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.logs.arn}/*"
        Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.logs.arn, "${aws_s3_bucket.logs.arn}/*"]
        Condition = { StringNotEquals = { "aws:SourceVpce" = "vpce-0a1b2c3d4e5f60718" } }
      },
      {
        Effect       = "Deny"
        NotPrincipal = { Service = "logging.s3.amazonaws.com" }
        Action       = "s3:PutObject"
        Resource     = "${aws_s3_bucket.logs.arn}/*"
      },
    ]
  })
}
