resource "aws_s3_access_point" "p" {
  bucket = "example-b"
  name   = "ap"
  vpc_configuration {
    vpc_id = "vpc-0123456789abcdef0"
  }
}

resource "aws_s3control_access_point_policy" "p" {
  access_point_arn = aws_s3_access_point.p.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_access_point.p.arn}/object/*"
      }
    ]
  })
}

# This one is on the internet.
resource "aws_s3_access_point" "q" {
  bucket = "example-b"
  name   = "aq"
  public_access_block_configuration {
    block_public_policy     = false
    restrict_public_buckets = false
  }
}

resource "aws_s3control_access_point_policy" "q" {
  access_point_arn = aws_s3_access_point.q.arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "${aws_s3_access_point.q.arn}/object/*" }]
  })
}
