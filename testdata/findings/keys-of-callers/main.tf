resource "aws_kms_key" "k" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "kms:Decrypt", Resource = "*",
      Condition = { StringEquals = { "kms:ViaService" = "s3.us-east-1.amazonaws.com" } } },
      { Effect = "Allow", Principal = { Service = "events.amazonaws.com" }, Action = "kms:Decrypt", Resource = "*",
      Condition = { StringEquals = { "kms:CallerAccount" = "111122223333" } } },
    ]
  })
}
resource "aws_kms_key" "guarded" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "kms:Decrypt", Resource = "*",
      Condition = { StringEquals = { "kms:ViaService" = "sns.us-east-1.amazonaws.com", "aws:SourceAccount" = "111122223333" } } },
    ]
  })
}
