resource "aws_s3_bucket_policy" "another" {
  bucket = "data"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = ["s3:PutObject", "s3:GetBucketAcl"], Resource = ["arn:aws:s3:::data", "arn:aws:s3:::data/*"], Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } },
    { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = ["arn:aws:s3:::data", "arn:aws:s3:::data/*"], Condition = { StringNotEquals = { "aws:SourceAccount" = "222233334444" } } }
  ] })
}

resource "aws_s3_bucket_policy" "same" {
  bucket = "data"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = ["s3:PutObject", "s3:GetBucketAcl"], Resource = ["arn:aws:s3:::data", "arn:aws:s3:::data/*"], Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } },
    { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = ["arn:aws:s3:::data", "arn:aws:s3:::data/*"], Condition = { StringNotEquals = { "aws:SourceAccount" = ["222233334444", "111122223333"] } } }
  ] })
}

resource "aws_s3_bucket_policy" "open" {
  bucket = "data"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = ["s3:PutObject", "s3:GetBucketAcl"], Resource = ["arn:aws:s3:::data", "arn:aws:s3:::data/*"] },
    { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = ["arn:aws:s3:::data", "arn:aws:s3:::data/*"], Condition = { StringNotEquals = { "aws:SourceAccount" = "222233334444" } } }
  ] })
}
