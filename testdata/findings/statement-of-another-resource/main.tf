resource "aws_sqs_queue" "q" { name = "q" }
resource "aws_kms_key" "k" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "sqs.amazonaws.com" }, Action = "kms:Decrypt", Resource = aws_sqs_queue.q.arn }]
  })
}
resource "aws_s3_bucket" "a" { bucket = "example-a" }
resource "aws_s3_bucket_policy" "a" {
  bucket = aws_s3_bucket.a.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::example-b/*" }]
  })
}
