variable "kind" {
  type = string
  validation {
    condition     = contains(["service", "role"], var.kind)
    error_message = "x"
  }
}
data "aws_caller_identity" "current" {}
resource "aws_sns_topic" "t" { name = "t" }
resource "aws_sns_topic_policy" "p" {
  arn = aws_sns_topic.t.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = var.kind == "service" ? { Service = "s3.amazonaws.com" } : { AWS = "arn:aws:iam::111122223333:role/app" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.t.arn
    }]
  })
}
