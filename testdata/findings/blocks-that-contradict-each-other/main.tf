# Two blocks for one bucket: the one that is deployed last counts.
resource "aws_s3_bucket" "twice" { bucket = "acme-twice" }
resource "aws_s3_bucket_public_access_block" "on" {
  bucket                  = "acme-twice"
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
resource "aws_s3_bucket_public_access_block" "off" {
  bucket                  = "acme-twice"
  block_public_acls       = false
  block_public_policy     = false
  ignore_public_acls      = false
  restrict_public_buckets = false
}
resource "aws_s3_bucket_policy" "twice" {
  bucket = aws_s3_bucket.twice.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::acme-twice/*" }]
  })
}

# The same for a bucket that is made elsewhere.
resource "aws_s3_bucket_public_access_block" "elsewhere_on" {
  bucket                  = "acme-elsewhere"
  block_public_policy     = true
  restrict_public_buckets = true
}
resource "aws_s3_bucket_public_access_block" "elsewhere_off" {
  bucket                  = "acme-elsewhere"
  block_public_policy     = false
  restrict_public_buckets = false
}
resource "aws_s3_bucket_policy" "elsewhere" {
  bucket = "acme-elsewhere"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::acme-elsewhere/*" }]
  })
}
# Two blocks that say the same.
resource "aws_s3_bucket" "same" { bucket = "acme-same" }
resource "aws_s3_bucket_public_access_block" "same" {
  count                   = 2
  bucket                  = "acme-same"
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
resource "aws_s3_bucket_policy" "same" {
  bucket = aws_s3_bucket.same.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::acme-same/*" }]
  })
}
