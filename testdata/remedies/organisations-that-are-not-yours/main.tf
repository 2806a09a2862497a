# who is excluded is not the own organisation, and a declared one is
resource "aws_s3_bucket_policy" "a" {
  bucket = "b-a"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-a/*", Condition = { StringNotEquals = { "aws:SourceOrgID" = "o-other99999" } } }] })
}
resource "aws_s3_bucket_policy" "b" {
  bucket = "b-b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-b/*", Condition = { StringNotEquals = { "aws:SourceAccount" = "222233334444" } } }] })
}
resource "aws_s3_bucket_policy" "c" {
  bucket = "b-c"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-c/*", Condition = { ArnNotLike = { "aws:SourceArn" = "arn:aws:cloudtrail:*:222233334444:*" } } }] })
}
resource "aws_s3_bucket_policy" "d" {
  bucket = "b-d"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-d/*", Condition = { "ForAllValues:StringNotLike" = { "aws:SourceOrgPaths" = ["o-other99999/*"] } } }] })
}
resource "aws_iam_role" "e" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "999988887777" }, Action = "sts:AssumeRole", Condition = { StringNotEquals = { "sts:ExternalId" = "old-id-1" } } }] })
}
resource "aws_iam_role" "f" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "999988887777" }, Action = "sts:AssumeRole", Condition = { StringNotEqualsIfExists = { "sts:ExternalId" = "old-id-1" } } }] })
}
