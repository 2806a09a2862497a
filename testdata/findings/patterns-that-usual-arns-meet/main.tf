# What meets a pattern in an ordinary way is told before what meets it by chance.
resource "aws_sns_topic" "tail" { name = "tail" }
resource "aws_sns_topic_policy" "tail" {
  arn = aws_sns_topic.tail.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = aws_sns_topic.tail.arn,
      Condition = { StringLike = { "aws:SourceArn" = "*alerts" } } }
  ] })
}
resource "aws_sns_topic" "middle" { name = "middle" }
resource "aws_sns_topic_policy" "middle" {
  arn = aws_sns_topic.middle.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = aws_sns_topic.middle.arn,
      Condition = { StringLike = { "aws:SourceArn" = "*prod*" } } }
  ] })
}
resource "aws_sns_topic" "account_by_its_ends" { name = "account_by_its_ends" }
resource "aws_sns_topic_policy" "account_by_its_ends" {
  arn = aws_sns_topic.account_by_its_ends.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = aws_sns_topic.account_by_its_ends.arn,
      Condition = { StringLike = { "aws:SourceArn" = "arn:aws:cloudwatch:*:1*3:alarm:*" } } }
  ] })
}
resource "aws_sns_topic" "account_but_a_digit" { name = "account_but_a_digit" }
resource "aws_sns_topic_policy" "account_but_a_digit" {
  arn = aws_sns_topic.account_but_a_digit.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = aws_sns_topic.account_but_a_digit.arn,
      Condition = { StringLike = { "aws:SourceArn" = "arn:aws:cloudwatch:*:11112222333?:alarm:*" } } }
  ] })
}
resource "aws_sns_topic" "own" { name = "own" }
resource "aws_sns_topic_policy" "own" {
  arn = aws_sns_topic.own.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = aws_sns_topic.own.arn,
      Condition = { StringLike = { "aws:SourceArn" = "arn:aws:cloudwatch:*:111122223333:alarm:*" } } }
  ] })
}
