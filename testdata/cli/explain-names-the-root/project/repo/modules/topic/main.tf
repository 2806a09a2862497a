variable "name" {}

resource "aws_sns_topic_policy" "this" {
  arn = "arn:aws:sns:eu-west-1:111122223333:${var.name}"
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-west-1:111122223333:${var.name}"
    }]
  })
}
