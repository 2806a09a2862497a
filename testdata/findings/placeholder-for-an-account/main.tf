# Somebody writes the number of the account into the parameter later.
resource "aws_ssm_parameter" "vendor" {
  name  = "vendor-account"
  type  = "String"
  value = "Placeholder"
  lifecycle {
    ignore_changes = [value]
  }
}

resource "random_uuid" "id" {}

resource "aws_iam_role" "vendor" {
  name = "vendor"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${aws_ssm_parameter.vendor.value}:root" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = random_uuid.id.result } }
    }]
  })
}
