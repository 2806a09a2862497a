resource "aws_backup_vault" "v" {
  name = "v"
}

resource "aws_backup_vault_policy" "v" {
  backup_vault_name = aws_backup_vault.v.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "backup.amazonaws.com" }, Action = "backup:CopyIntoBackupVault", Resource = "*" }]
  })
}
