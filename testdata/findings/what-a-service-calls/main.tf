resource "aws_sns_topic" "t" { name = "t" }
resource "aws_sns_topic_policy" "t" {
  arn    = aws_sns_topic.t.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "events.amazonaws.com" }, Action = ["sns:Subscribe", "sns:Publish"], Resource = aws_sns_topic.t.arn }] })
}
resource "aws_s3_bucket" "b" { bucket = "b-logs-x" }
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = ["logging.s3.amazonaws.com"] }, Action = ["s3:PutBucketNotification", "s3:PutObject"], Resource = ["${aws_s3_bucket.b.arn}", "${aws_s3_bucket.b.arn}/*"] }] })
}
resource "aws_s3_bucket" "c" { bucket = "c-logs-x" }
resource "aws_s3_bucket_policy" "c" {
  bucket = aws_s3_bucket.c.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = ["cloudtrail.amazonaws.com"] }, Action = ["s3:ListBucket", "s3:GetBucketAcl"], Resource = "${aws_s3_bucket.c.arn}" }] })
}
resource "aws_sqs_queue" "q" { name = "q" }
resource "aws_sqs_queue_policy" "q" {
  queue_url = aws_sqs_queue.q.id
  policy    = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = ["sqs.amazonaws.com"] }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn }] })
}
resource "aws_sqs_queue" "q2" { name = "q2" }
resource "aws_sqs_queue_policy" "q2" {
  queue_url = aws_sqs_queue.q2.id
  policy    = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = ["lambda.amazonaws.com"] }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.q2.arn }] })
}

resource "aws_iam_role" "snapshots" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "es.amazonaws.com" }, Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" }, ArnLike = { "aws:SourceArn" = "arn:aws:es:eu-west-2:111122223333:domain/d" } } }] })
}

resource "aws_iam_role" "still_to_fill_in" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::444455556666:root" }, Condition = { StringEquals = { "sts:ExternalId" = "<External Id>" } } }] })
}
