variable "name" {}

resource "aws_sqs_queue_policy" "this" {
  queue_url = var.name
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-west-1:111122223333:${var.name}"
    }]
  })
}
