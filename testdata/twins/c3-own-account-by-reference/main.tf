data "aws_caller_identity" "current" {}

resource "aws_iam_role" "this" {
  name               = "ops"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Sid       = "Vendor"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
      Action    = "sts:AssumeRole"
    }]
  })
}
