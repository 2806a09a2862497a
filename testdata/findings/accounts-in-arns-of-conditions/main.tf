locals {
  conditions = {
    own_provider  = { StringEquals = { "aws:FederatedProvider" = "arn:aws:iam::111122223333:saml-provider/corporate" } }
    any_provider  = { StringLike = { "aws:FederatedProvider" = "arn:aws:iam::*:saml-provider/corporate" } }
    access_points = { StringLike = { "s3:DataAccessPointArn" = "arn:aws:s3:*:111122223333:accesspoint/*" } }
    past          = { DateLessThan = { "aws:CurrentTime" = "2001-01-01T00:00:00Z" } }
    past_begin    = { DateGreaterThan = { "aws:CurrentTime" = "2001-01-01T00:00:00Z" } }
  }
}
resource "aws_s3_bucket_policy" "b" {
  for_each = local.conditions
  bucket   = "acme-data"
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::acme-data/*", Condition = each.value }] })
}
