resource "aws_s3_bucket" "any_organization" { bucket = "acme-any-organization" }
resource "aws_s3_bucket_policy" "any_organization" {
  bucket = aws_s3_bucket.any_organization.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.any_organization.arn}/*"
      Condition = { StringLike = { "aws:PrincipalOrgID" = "*" } }
    }]
  })
}
resource "aws_s3_bucket" "all_but_one" { bucket = "acme-all-but-one" }
resource "aws_s3_bucket_policy" "all_but_one" {
  bucket = aws_s3_bucket.all_but_one.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.all_but_one.arn}/*"
      Condition = { ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::111122223333:role/former" } }
    }]
  })
}
resource "aws_s3_bucket" "any_principal" { bucket = "acme-any-principal" }
resource "aws_s3_bucket_policy" "any_principal" {
  bucket = aws_s3_bucket.any_principal.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.any_principal.arn}/*"
      Condition = { ArnLike = { "aws:PrincipalArn" = "arn:*:*:*:*:*" } }
    }]
  })
}
resource "aws_s3_bucket" "own_organization" { bucket = "acme-own-organization" }
resource "aws_s3_bucket_policy" "own_organization" {
  bucket = aws_s3_bucket.own_organization.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.own_organization.arn}/*"
      Condition = { StringLike = { "aws:PrincipalOrgID" = "o-exampleorg1" } }
    }]
  })
}
resource "aws_s3_bucket" "own_roles" { bucket = "acme-own-roles" }
resource "aws_s3_bucket_policy" "own_roles" {
  bucket = aws_s3_bucket.own_roles.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.own_roles.arn}/*"
      Condition = { ArnLike = { "aws:PrincipalArn" = "arn:aws:iam::111122223333:role/*" } }
    }]
  })
}
resource "aws_s3_bucket_public_access_block" "off" {
  for_each = {
    any_organization = aws_s3_bucket.any_organization.id
    all_but_one      = aws_s3_bucket.all_but_one.id
    any_principal    = aws_s3_bucket.any_principal.id
  }
  bucket                  = each.value
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = false
  restrict_public_buckets = false
}
