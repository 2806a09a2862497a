data "aws_caller_identity" "current" {}
resource "aws_kms_key" "vault" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "kms:*", Resource = "*", Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" } },
      { Effect = "Allow", Action = ["kms:GenerateDataKey", "kms:Decrypt", "kms:Encrypt"], Resource = "*", Principal = { Service = "backup.amazonaws.com" } },
    ]
  })
}
resource "aws_backup_vault" "v" {
  name        = "v"
  kms_key_arn = aws_kms_key.vault.arn
}
