# What `ignore_changes` names is filled in by hand after the resource is made: that the code's value is dead is only possible.
resource "aws_sns_topic" "filled" {
  name = "filled"
}

resource "aws_sns_topic_policy" "filled" {
  arn = aws_sns_topic.filled.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sns:Publish"
      Principal = { Service = "s3.amazonaws.com" }
      Resource  = aws_sns_topic.filled.arn
      Condition = { StringEquals = { "aws:SourceAccount" = "placeholder" } }
    }]
  })
  lifecycle {
    ignore_changes = [policy]
  }
}

resource "aws_sns_topic" "written" {
  name = "written"
}

resource "aws_sns_topic_policy" "written" {
  arn = aws_sns_topic.written.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sns:Publish"
      Principal = { Service = "s3.amazonaws.com" }
      Resource  = aws_sns_topic.written.arn
      Condition = { StringEquals = { "aws:SourceAccount" = "placeholder" } }
    }]
  })
}
