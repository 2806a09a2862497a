# the condition that nobody meets is told, not the guard beside it
resource "aws_iam_role" "a" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root" }, Action = "sts:AssumeRole", Condition = { StringEquals = { "sts:ExternalId" = "8f14e45f-ceea", "aws:PrincipalAccount" = "111122223333" } } }] })
}
resource "aws_iam_role" "b" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root" }, Action = "sts:AssumeRole", Condition = { StringEquals = { "sts:ExternalId" = "8f14e45f-ceea" }, ArnLike = { "aws:PrincipalArn" = "arn:aws:iam::111122223333:role/*" } } }] })
}
resource "aws_iam_role" "c" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root" }, Action = "sts:AssumeRole", Condition = { StringEquals = { "sts:ExternalId" = "8f14e45f-ceea" }, Bool = { "aws:PrincipalIsAWSService" = "true" } } }] })
}
resource "aws_iam_role" "d" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root" }, Action = "sts:AssumeRole", Condition = { StringEquals = { "sts:ExternalId" = "8f14e45f-ceea" }, DateLessThan = { "aws:CurrentTime" = "2001-01-01T00:00:00Z" } } }] })
}
resource "aws_s3_bucket_policy" "e" {
  bucket = "b-e"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-e/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" }, ArnLike = { "aws:SourceArn" = "arn:aws:s3:::x" } } }] })
}
resource "aws_s3_bucket_policy" "f" {
  bucket = "b-f"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-f/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" }, ArnLike = { "aws:SourceArn" = "arn:aws:cloudtrail:*:222233334444:*" } } }] })
}
resource "aws_s3_bucket_policy" "g" {
  bucket = "b-g"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-g/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" }, DateLessThan = { "aws:CurrentTime" = "2001-01-01T00:00:00Z" } } }] })
}
resource "aws_s3_bucket_policy" "h" {
  bucket = "b-h"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-h/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" }, Bool = { "aws:ViaAWSService" = "true" } } }] })
}
resource "aws_s3_bucket_policy" "i" {
  bucket = "b-i"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-i/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" }, Bool = { "aws:SecureTransport" = "false" } } }] })
}
resource "aws_s3_bucket_policy" "j" {
  bucket = "b-j"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-j/*", Condition = { StringEquals = { "aws:SourceOrgID" = "o-abcd123456", "aws:SourceAccount" = "111122223333" }, Null = { "aws:SourceArn" = "true" } } }] })
}
