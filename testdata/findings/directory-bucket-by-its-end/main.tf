variable "env" {}
variable "name" {}
resource "aws_s3_directory_bucket" "d" {
  bucket = "logs-${var.env}--euw1-az1--x-s3"
  location {
    name = "euw1-az1"
  }
}
resource "aws_s3_bucket_policy" "end_is_known" {
  bucket = aws_s3_directory_bucket.d.bucket
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "*" }, Action = "s3express:CreateSession", Resource = aws_s3_directory_bucket.d.arn },
  ] })
}
resource "aws_s3_bucket_policy" "nothing_is_known" {
  bucket = var.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "*" }, Action = "s3express:CreateSession", Resource = "arn:aws:s3express:eu-west-1:111122223333:bucket/${var.name}" },
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::${var.name}/*" },
  ] })
}
resource "aws_s3_bucket_policy" "another_end" {
  bucket = "${var.env}-logs"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "*" }, Action = "s3express:CreateSession", Resource = "arn:aws:s3express:eu-west-1:111122223333:bucket/${var.env}-logs" },
  ] })
}
