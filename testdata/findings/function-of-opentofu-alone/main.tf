locals {
  # Terraform: no function of this name, so `try` takes the second; OpenTofu (and deputylint): true
  private = try(cidrcontains("10.0.0.0/8", "10.1.1.1"), false)
  guard   = local.private ? { StringEquals = { "aws:SourceAccount" = "111122223333" } } : {}
}

resource "aws_s3_bucket" "b" {
  bucket = "b"
}

resource "aws_s3_bucket_policy" "s" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = local.guard }] })
}
