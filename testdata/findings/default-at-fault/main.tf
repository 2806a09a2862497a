variable "organization" { default = ".+" }
variable "logging" { default = false }
variable "vendor" { default = "999988887777" }
variable "id" { default = "<YOUR ORG ID>" }

resource "aws_cloudtrail" "t" {
  name                  = "t"
  s3_bucket_name        = "some-logs"
  enable_logging        = var.logging
  is_multi_region_trail = true
}
resource "aws_s3_bucket" "b" { bucket = "b-x" }
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "${aws_s3_bucket.b.arn}/*", Condition = { StringEquals = { "aws:SourceOrgID" = var.organization } } },
    # What is at fault is written here.
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "${aws_s3_bucket.b.arn}/*", Condition = { StringEquals = { "aws:SourceOrgID" = ["x", var.organization] } } },
  ] })
}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = var.vendor }, Action = "sts:AssumeRole" },
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root" }, Action = "sts:AssumeRole", Condition = { StringEquals = { "sts:ExternalId" = "env:${var.id}" } } },
  ] })
}
resource "aws_instance" "i" {
  metadata_options { http_tokens = "optional" }
}
resource "aws_iam_role" "put_together" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root" }, Action = "sts:AssumeRole", Condition = { StringEquals = { "sts:ExternalId" = "${data.vendor.current.name} ${var.organization}" } } },
  ] })
}
variable "env" { default = "dev" }
resource "aws_iam_policy" "p" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "ec2:StopInstances", Resource = "*", Condition = { "ForAllValues:StringEquals" = { "aws:ResourceTag/team" = var.env } } },
  ] })
}
