variable "readers" {
  type = list(string)
}

resource "aws_sns_topic" "this" {
  name = "alerts"
}

resource "aws_sns_topic_policy" "this" {
  arn = aws_sns_topic.this.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.readers }
      Action    = "sns:Subscribe"
      Resource  = aws_sns_topic.this.arn
      }, {
      Sid       = "AlreadyThere"
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.this.arn
    }]
  })
}
