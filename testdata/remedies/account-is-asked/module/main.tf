# The number of the account is known (`--account`): what a module can ask for is not written out.
resource "aws_sqs_queue" "q" {
  name = "q"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "*"
    }]
  })
}
