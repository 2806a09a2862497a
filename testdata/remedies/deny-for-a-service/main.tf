# A Deny that is for a service alone would stop nobody if it spared services.
resource "aws_sns_topic" "news" {
  name = "news"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } },
      { Effect = "Deny", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "*", Condition = { StringNotEquals = { "aws:PrincipalAccount" = "111122223333" } } },
    ]
  })
}
