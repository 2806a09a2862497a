variable "n" {}

# The name is open, the account is anybody's: no bucket, and no doubt.
resource "aws_sqs_queue" "q" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "*"
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:events:*:*:rule/test-${var.n}-*" } }
    }]
  })
}

resource "aws_lambda_permission" "p" {
  action        = "lambda:InvokeFunction"
  function_name = "f"
  principal     = "sns.amazonaws.com"
  source_arn    = "arn:aws:sns:eu-west-1:*:${var.n}"
}

# Only whoever takes the name of the bucket gets through.
resource "aws_sqs_queue" "of_bucket" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "*"
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:s3:::${var.n}" } }
    }]
  })
}
