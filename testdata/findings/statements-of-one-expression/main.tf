# Two statements of one resource that one expression makes: each is told.
resource "aws_sqs_queue_policy" "q" {
  queue_url = "q"
  policy = jsonencode({
    Statement = [for name in ["events", "sns"] : {
      Effect    = "Allow"
      Principal = { Service = "${name}.amazonaws.com" }
      Action    = name == "sns" ? "sqs:SendMessage" : "sqs:*"
      Resource  = "*"
    }]
  })
}
