# Two halves are the whole, and everybody finds an address in a half.
resource "aws_sns_topic_policy" "halves" {
  arn = "arn:aws:sns:eu-west-1:111122223333:alerts"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Principal = "*", Action = "sns:Publish", Resource = "*"
      Condition = { IpAddress = { "aws:SourceIp" = ["0.0.0.0/1", "128.0.0.0/1"] } }
    }]
  })
}
resource "aws_sns_topic_policy" "v6" {
  arn = "arn:aws:sns:eu-west-1:111122223333:six"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Principal = "*", Action = "sns:Publish", Resource = "*"
      Condition = { IpAddress = { "aws:SourceIp" = "2000::/3" } }
    }]
  })
}
# A network of somebody.
resource "aws_sns_topic_policy" "network" {
  arn = "arn:aws:sns:eu-west-1:111122223333:network"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Principal = "*", Action = "sns:Publish", Resource = "*"
      Condition = { IpAddress = { "aws:SourceIp" = "203.0.113.0/24" } }
    }]
  })
}
