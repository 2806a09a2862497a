resource "aws_kms_key" "files" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "elasticfilesystem.amazonaws.com" }, Action = "kms:*", Resource = "*" },
      { Effect = "Allow", Principal = "*", Action = "kms:Decrypt", Resource = "*", Condition = { StringLike = { "aws:SourceAccount" = "*" } } },
    ]
  })
}
