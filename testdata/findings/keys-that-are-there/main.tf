# Null asks whether a key is there and names nobody; what is dead lets nobody in; every call of a service has its names
resource "aws_s3_bucket_policy" "null_a" {
  bucket = "b-a"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-a/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" }, Null = { "aws:SourceOrgID" = "false" } } }] })
}
resource "aws_s3_bucket_policy" "null_b" {
  bucket = "b-b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-b/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" }, Null = { "aws:SourceOrgID" = "true" } } }] })
}
resource "aws_s3_bucket_policy" "null_c" {
  bucket = "b-c"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-c/*", Condition = { Null = { "aws:SourceOrgPaths" = "false" }, StringEquals = { "aws:SourceOrgID" = "o-abcd123456" } } }] })
}
resource "aws_s3_bucket_policy" "null_d" {
  bucket = "b-d"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-d/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } }] })
}
resource "aws_s3_bucket_policy" "f" {
  bucket = "b-f"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-f/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" }, ArnLike = { "aws:SourceArn" = "arn:aws:cloudtrail:*:222233334444:*" } } }] })
}
resource "aws_s3_bucket_policy" "e" {
  bucket = "b-e"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-e/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333", "sts:ExternalId" = "x1" } } }] })
}
resource "aws_s3_bucket_policy" "set_a" {
  bucket = "b-a"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-a/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" }, "ForAllValues:StringNotEquals" = { "aws:PrincipalServiceNamesList" = ["config.amazonaws.com"] } } }] })
}
resource "aws_s3_bucket_policy" "set_b" {
  bucket = "b-b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-b/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" }, "ForAllValues:StringLike" = { "aws:PrincipalServiceNamesList" = ["cloudtrail.*"] } } }] })
}
resource "aws_s3_bucket_policy" "set_c" {
  bucket = "b-c"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-c/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" }, "ForAllValues:StringEquals" = { "aws:PrincipalServiceName" = "cloudtrail.amazonaws.com" } } }] })
}
resource "aws_s3_bucket_policy" "set_d" {
  bucket = "b-d"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-d/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" }, "ForAllValues:StringLike" = { "aws:SourceOrgPaths" = "o-abcd123456/*" } } }] })
}
