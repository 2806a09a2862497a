variable "id" {}
resource "aws_kms_key" "k" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "kms:*", Resource = "*", Principal = { AWS = "*" }, Condition = { StringEquals = { "aws:userId" = [var.id, "${var.id}:*"] } } },
    { Effect = "Allow", Action = "kms:Decrypt", Resource = "*", Principal = { Service = "cloudtrail.amazonaws.com" } },
  ] })
}
