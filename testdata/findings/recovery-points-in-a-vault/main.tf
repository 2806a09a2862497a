resource "aws_backup_vault" "v" { name = "v" }
resource "aws_backup_vault_policy" "v" {
  backup_vault_name = aws_backup_vault.v.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "*" }, Action = "backup:DeleteRecoveryPoint", Resource = "*" },
    { Effect = "Allow", Principal = { AWS = "*" }, Action = ["backup:StartRestoreJob", "backup:CopyIntoBackupVault"], Resource = "*" },
    { Effect = "Deny", Principal = { AWS = "arn:aws:iam::111122223333:role/operator" }, Action = "backup:DeleteRecoveryPoint", Resource = "arn:aws:ec2:eu-west-1::snapshot/*" },
    { Effect = "Deny", Principal = { AWS = "arn:aws:iam::111122223333:role/operator" }, Action = "backup:DeleteBackupVault", Resource = "arn:aws:backup:eu-west-1:111122223333:backup-vault:other" },
  ] })
}
