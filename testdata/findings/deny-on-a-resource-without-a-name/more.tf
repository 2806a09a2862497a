resource "aws_sqs_queue" "q" {}
resource "aws_sqs_queue_policy" "q" {
  queue_url = aws_sqs_queue.q.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "events.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn, Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } },
      { Effect = "Deny", Principal = "*", Action = "sqs:*", Resource = aws_sqs_queue.q.arn, Condition = { NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" } } },
    ]
  })
}
variable "bucket" {}
resource "aws_s3_bucket" "b" { bucket = var.bucket }
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "${aws_s3_bucket.b.arn}/*", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } },
      { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "${aws_s3_bucket.b.arn}/*", Condition = { NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" } } },
    ]
  })
}
