resource "aws_secretsmanager_secret" "x" { name = "x" }
resource "aws_secretsmanager_secret_policy" "s" {
  secret_arn = aws_secretsmanager_secret.x.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:*" }] })
}
resource "aws_secretsmanager_secret" "y" { name = "y" }
resource "aws_secretsmanager_secret_policy" "y" {
  secret_arn = aws_secretsmanager_secret.y.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:*:*:*" }] })
}
resource "aws_s3_bucket" "b" { bucket = "acme-b-1" }
resource "aws_s3_bucket_public_access_block" "b" {
  bucket = aws_s3_bucket.b.id
  block_public_acls = false
  ignore_public_acls = false
  block_public_policy = false
  restrict_public_buckets = false
}
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:*" }] })
}
resource "aws_opensearch_domain" "d" {
  domain_name = "d"
  access_policies = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "es:*", Resource = "arn:aws:es:us-east-1:*" }] })
}
