resource "aws_sns_topic_policy" "this" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:uploads"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Sid       = "Publish"
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-west-1:111122223333:uploads"
      Condition = {
        ArnLike      = { "aws:SourceArn" = "arn:aws:s3:::somebodys-uploads" }
        StringEquals = { "aws:SourceAccount" = "111122223333" }
      }
    }]
  })
}
