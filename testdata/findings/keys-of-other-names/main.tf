# Statements of key policies that can be about no key grant nothing; by chance a wildcard may fit.
locals {
  names = { service = "key/*s3*", word = "key/my-key", alias = "alias/app", chance = "key/*ec2*", replica = "key/mrk-*", every = "*" }
}
resource "aws_kms_key" "k" {
  for_each = local.names
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "kms:*", Resource = "*" },
      {
        Effect    = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "kms:Decrypt"
        Resource  = "arn:aws:kms:us-east-1:111122223333:${each.value}"
      },
    ]
  })
}
