# who puts out a whole resource keeps back what is secret in it, and not its name
resource "random_string" "id" { length = 10 }
resource "aws_s3_bucket" "b" { bucket = "acme-observability-${random_string.id.id}" }
resource "aws_s3_bucket_policy" "p" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "delivery.logs.amazonaws.com" }, Action = "s3:PutObject", Resource = "${aws_s3_bucket.b.arn}/*" }] })
}
output "all" {
  value     = aws_s3_bucket.b
  sensitive = true
}
