resource "aws_iam_role" "this" {
  name               = "vendor"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Sid       = "Vendor"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::999988887777:root" }
      Action    = "sts:AssumeRole"
      Condition = { StringNotEquals = { "sts:ExternalId" = "test" } }
    }]
  })
}
