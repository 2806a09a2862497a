resource "aws_vpc_endpoint" "s3" {
  vpc_id       = "vpc-0123"
  service_name = "com.amazonaws.eu-west-1.s3"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "*" }, Action = "s3:GetObject", Resource = "*",
      Condition = { StringEquals = { "aws:ResourceAccount" = "222233334444", "aws:PrincipalOrgID" = "o-exampleorg1" } } },
    { Effect = "Allow", Principal = { AWS = "*" }, Action = "s3:GetObject", Resource = "*",
      Condition = { StringEquals = { "aws:ResourceOrgID" = "o-otherorg123", "aws:PrincipalOrgID" = "o-exampleorg1" } } },
  ] })
}

# A bucket has one owner, and no other owner's number is ever that of the resource.
resource "aws_s3_bucket_policy" "b" {
  bucket = "acme-b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "222233334444" }, Action = "s3:GetObject", Resource = "arn:aws:s3:::acme-b/*",
      Condition = { StringEquals = { "aws:ResourceAccount" = "222233334444" } } },
  ] })
}
