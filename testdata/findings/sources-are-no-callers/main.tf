# Services may act for the vendor; that the vendor calls is another matter.
resource "aws_iam_role" "vendor" {
  name = "vendor"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root" }, Action = "sts:AssumeRole" },
      {
        Effect = "Deny", Principal = "*", Action = "sts:AssumeRole",
        Condition = {
          StringNotEqualsIfExists = { "aws:SourceAccount" = ["111122223333", "999988887777"] }
          Bool                    = { "aws:PrincipalIsAWSService" = "true" }
        }
      },
    ]
  })
}
