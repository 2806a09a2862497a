# the names of a service are several: those of its Regions among them
resource "aws_s3_bucket_policy" "a" {
  bucket = "b-a"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-a/*", Condition = { "ForAnyValue:StringEquals" = { "aws:PrincipalServiceNamesList" = ["cloudtrail.ap-northeast-1.amazonaws.com"] }, StringEquals = { "aws:SourceAccount" = "111122223333" } } }] })
}
resource "aws_s3_bucket_policy" "b" {
  bucket = "b-b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-b/*", Condition = { StringEquals = { "aws:PrincipalServiceName" = "cloudtrail.ap-northeast-1.amazonaws.com", "aws:SourceAccount" = "111122223333" } } }] })
}
resource "aws_s3_bucket_policy" "d1" {
  bucket = "b-d1"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "logs.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-d1/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } }, { Effect = "Deny", Principal = "*", Action = "s3:PutObject", Resource = "arn:aws:s3:::b-d1/*", Condition = { "ForAllValues:StringNotEquals" = { "aws:PrincipalServiceNamesList" = ["logs.eu-west-1.amazonaws.com"] }, Bool = { "aws:PrincipalIsAWSService" = "true" } } }] })
}
resource "aws_s3_bucket_policy" "d2" {
  bucket = "b-d2"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "logs.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b-d2/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } }, { Effect = "Deny", Principal = "*", Action = "s3:PutObject", Resource = "arn:aws:s3:::b-d2/*", Condition = { "ForAllValues:StringNotLike" = { "aws:PrincipalServiceNamesList" = ["*.eu-west-1.amazonaws.com"] }, Bool = { "aws:PrincipalIsAWSService" = "true" } } }] })
}
