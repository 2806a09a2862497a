variable "services" { type = list(string) }
variable "actions" { type = list(string) }
data "aws_caller_identity" "current" {}
resource "aws_kms_key" "k" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = data.aws_caller_identity.current.account_id }, Action = "kms:*", Resource = "*" },
      {
        Effect    = "Allow"
        Principal = { Service = var.services }
        Action    = var.actions
        Resource  = "*"
      },
    ]
  })
}
