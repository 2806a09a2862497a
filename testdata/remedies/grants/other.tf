# Documented to work through grants of the caller: the statement itself is in question.
resource "aws_kms_key" "file_system" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "elasticfilesystem.amazonaws.com" }
        Action    = "kms:Decrypt"
        Resource  = "*"
      }
    ]
  })
}
