# People send no source: operators that hold without the key let them all in.
resource "aws_sns_topic_policy" "if_it_is_there" {
  arn = "arn:aws:sns:eu-west-1:111122223333:a"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-west-1:111122223333:a"
      Condition = { StringEqualsIfExists = { "aws:SourceAccount" = "111122223333" } }
    }]
  })
}
resource "aws_sns_topic_policy" "all_of_none" {
  arn = "arn:aws:sns:eu-west-1:111122223333:b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-west-1:111122223333:b"
      Condition = { "ForAllValues:StringEquals" = { "aws:SourceAccount" = "111122223333" } }
    }]
  })
}
resource "aws_sns_topic_policy" "nothing_is_asked" {
  arn = "arn:aws:sns:eu-west-1:111122223333:c"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sns:Publish", Resource = "arn:aws:sns:eu-west-1:111122223333:c" }]
  })
}
resource "aws_sns_topic_policy" "it_must_be_there" {
  arn = "arn:aws:sns:eu-west-1:111122223333:d"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-west-1:111122223333:d"
      Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
    }]
  })
}
