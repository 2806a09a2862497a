variable "name" {
  type = string
}

resource "aws_sqs_queue_policy" "this" {
  queue_url = "arn:aws:sqs:eu-west-1:111122223333:${var.name}"
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-west-1:111122223333:${var.name}"
    }]
  })
}
