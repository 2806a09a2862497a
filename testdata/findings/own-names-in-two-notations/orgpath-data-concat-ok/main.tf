data "aws_organizations_organization" "o" {}
resource "aws_s3_bucket_policy" "b" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
  { Effect = "Allow", Principal = { AWS = "*" }, Action = "s3:GetObject", Resource = "arn:aws:s3:::b/*", Condition = { StringEquals = { "aws:PrincipalOrgID" = data.aws_organizations_organization.o.id }, "ForAnyValue:StringLike" = { "aws:PrincipalOrgPaths" = "${data.aws_organizations_organization.o.id}/${data.aws_organizations_organization.o.roots[0].id}/ou-ab12-11111111/*" } } }] })
}
