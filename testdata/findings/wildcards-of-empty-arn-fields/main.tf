resource "aws_sqs_queue" "q" {
  name = "q"
}
resource "aws_sqs_queue_policy" "q" {
  queue_url = aws_sqs_queue.q.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Sid = "A", Effect = "Allow", Principal = { Service = "route53.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn,
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:route53:*:*:hostedzone/Z1234567890" } } },
    { Sid = "B", Effect = "Allow", Principal = { Service = "route53.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn,
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:route53:::hostedzone/Z1234567890" } } },
    { Sid = "C", Effect = "Allow", Principal = { Service = "apigateway.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn,
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:apigateway:eu-west-1:*:/restapis/abcdef1234" } } },
    { Sid = "D", Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn,
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:s3:*:*:acme-*" } } },
    { Sid = "E", Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn,
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:s3:*:*:*" } } },
    { Sid = "F", Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn,
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:s3:*:*:uploads" } } },
    { Sid = "G", Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn,
      Condition = { StringLike = { "aws:SourceArn" = "arn:*:s3:*:*:uploads" } } },
    { Sid = "H", Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn,
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:s3:*:*:${aws_s3_bucket.b.id}" } } },
    { Sid = "I", Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn,
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:s3:*::uploads" } } },
    { Sid = "J", Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn,
      Condition = { StringEquals = { "aws:SourceArn" = "arn:aws:s3:*:*:uploads" } } },
  ] })
}
resource "aws_s3_bucket" "b" {
  bucket = "acme-b"
}
