# Whoever owns a bucket may send to the first two: the ARN of a bucket names no account.
resource "aws_sqs_queue" "uploads" { name = "uploads" }
resource "aws_sqs_queue_policy" "every_account" {
  queue_url = aws_sqs_queue.uploads.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.uploads.arn
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:s3:*:*:*" } }
    }]
  })
}
resource "aws_sqs_queue_policy" "every_bucket" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/scans"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-west-1:111122223333:scans"
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:s3:::*" } }
    }]
  })
}
resource "aws_sqs_queue_policy" "own_buckets" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/reports"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-west-1:111122223333:reports"
      Condition = {
        ArnLike      = { "aws:SourceArn" = "arn:aws:s3:*:*:*" }
        StringEquals = { "aws:SourceAccount" = "111122223333" }
      }
    }]
  })
}
