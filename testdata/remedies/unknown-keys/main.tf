resource "aws_iam_policy" "dead" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Deny", Action = "*", Resource = "*", Condition = { StringEquals = { "aws:RequestRegion" = "eu-west-1" } } },
      { Effect = "Deny", Action = "s3:*", Resource = "*", Condition = { StringNotEquals = { "aws:RequestRegion" = "eu-west-1" } } },
      { Effect = "Deny", Action = "ec2:*", Resource = "*", Condition = { Bool = { "aws:MFAPresent" = "false" } } },
    ]
  })
}
resource "aws_sqs_queue_policy" "q" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Deny", Principal = { Service = "events.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*", Condition = { StringEquals = { "aws:OwnerAccount" = "111122223333" } } },
      { Effect = "Deny", Principal = "*", Action = "sqs:SendMessage", Resource = "*", Condition = { StringNotEquals = { "aws:SourceAcount" = "111122223333" } } },
    ]
  })
}
