# an exemption for the source that stops the very source is turned round
resource "aws_s3_bucket_policy" "a" {
  bucket = "b-a"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-a/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } }, { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::b-a/*", Condition = { NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" }, StringEquals = { "aws:SourceAccount" = "111122223333" } } }] })
}
resource "aws_s3_bucket_policy" "b" {
  bucket = "b-b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-b/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } }, { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::b-b/*", Condition = { NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" }, ArnLike = { "aws:SourceArn" = "arn:aws:cloudtrail:*:111122223333:trail/*" } } }] })
}
resource "aws_s3_bucket_policy" "c" {
  bucket = "b-c"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-c/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } }, { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::b-c/*", Condition = { NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" }, StringEquals = { "aws:PrincipalServiceName" = "cloudtrail.amazonaws.com" } } }] })
}
resource "aws_s3_bucket_policy" "d" {
  bucket = "b-d"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-d/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } }, { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::b-d/*", Condition = { NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" }, Bool = { "aws:PrincipalIsAWSService" = "true" } } }] })
}
resource "aws_s3_bucket_policy" "e" {
  bucket = "b-e"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-e/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } }, { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::b-e/*", Condition = { NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" }, StringNotEquals = { "aws:SourceAccount" = "111122223333" } } }] })
}
resource "aws_s3_bucket_policy" "f" {
  bucket = "b-f"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-f/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } }, { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::b-f/*", Condition = { NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" }, StringEqualsIfExists = { "aws:SourceAccount" = "111122223333" } } }] })
}
resource "aws_s3_bucket_policy" "g" {
  bucket = "b-g"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-g/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } }, { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::b-g/*", Condition = { NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" }, Null = { "aws:SourceAccount" = "false" } } }] })
}
resource "aws_s3_bucket_policy" "h" {
  bucket = "b-h"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-h/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } }, { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::b-h/*", Condition = { NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" }, Null = { "aws:SourceAccount" = "true" } } }] })
}
