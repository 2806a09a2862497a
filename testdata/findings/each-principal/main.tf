# Budgets is documented to act for its own account only; CloudWatch acts for any.
resource "aws_sns_topic_policy" "alarms" {
  arn = "arn:aws:sns:eu-west-1:111122223333:alarms"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = ["budgets.amazonaws.com", "cloudwatch.amazonaws.com", "events.amazonaws.com"] }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-west-1:111122223333:alarms"
    }]
  })
}
