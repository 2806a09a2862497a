# Load balancers of old regions write as an account of AWS: `aws:PrincipalIsAWSService` is false for it.
resource "aws_s3_bucket_policy" "account" {
  bucket = "acme-account"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::127311923021:root" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::acme-account/AWSLogs/111122223333/*" },
    { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::acme-account/*", Condition = { StringNotEquals = { "aws:PrincipalAccount" = "111122223333" } } },
  ] })
}

resource "aws_s3_bucket_policy" "organization" {
  bucket = "acme-organization"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::127311923021:root" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::acme-organization/AWSLogs/111122223333/*" },
    { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::acme-organization/*",
      Condition = { StringNotEquals = { "aws:PrincipalOrgID" = "o-exampleorg1" }, BoolIfExists = { "aws:PrincipalIsAWSService" = "false" } } },
  ] })
}

resource "aws_s3_bucket_policy" "spared" {
  bucket = "acme-spared"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::127311923021:root" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::acme-spared/AWSLogs/111122223333/*" },
    { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::acme-spared/*",
      Condition = { StringNotEquals = { "aws:PrincipalAccount" = ["111122223333", "127311923021"] }, BoolIfExists = { "aws:PrincipalIsAWSService" = "false" } } },
  ] })
}
