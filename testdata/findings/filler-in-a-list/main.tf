resource "aws_sqs_queue" "q" {
  name = "q"
}
resource "aws_sqs_queue_policy" "q" {
  queue_url = aws_sqs_queue.q.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "111122223333" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.q.arn
        Condition = { StringEquals = { "aws:SourceVpce" = ["vpce-0a1b2c3d4e5f60718", "none"] } }
      },
      {
        Effect    = "Allow"
        Principal = { AWS = "111122223333" }
        Action    = "sqs:ReceiveMessage"
        Resource  = aws_sqs_queue.q.arn
        Condition = { StringEquals = { "aws:SourceVpce" = "none" } }
      },
      {
        Effect    = "Allow"
        Principal = { AWS = "111122223333" }
        Action    = "sqs:DeleteMessage"
        Resource  = aws_sqs_queue.q.arn
        Condition = { StringEquals = { "aws:SourceVpce" = ["vpce-0a1b2c3d4e5f60718", "vpc-0a1b2c3d4e5f60718"] } }
      },
    ]
  })
}
