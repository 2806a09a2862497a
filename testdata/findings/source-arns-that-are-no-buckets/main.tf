# The ARN of a bucket has no account, and its name may be somebody's later. Other ARNs, and conditions that hold for others, are something else.
resource "aws_sns_topic" "alarms" { name = "alarms" }
resource "aws_sns_topic_policy" "if_exists" {
  arn = aws_sns_topic.alarms.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = aws_sns_topic.alarms.arn,
      Condition = { ArnEqualsIfExists = { "aws:SourceArn" = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a" } } }
  ] })
}
resource "aws_sns_topic" "others" { name = "others" }
resource "aws_sns_topic_policy" "all_but_one" {
  arn = aws_sns_topic.others.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = aws_sns_topic.others.arn,
      Condition = { ArnNotEquals = { "aws:SourceArn" = "arn:aws:s3:::somebody-elses" } } }
  ] })
}
resource "aws_sns_topic" "uploads" { name = "uploads" }
resource "aws_sns_topic_policy" "one_bucket" {
  arn = aws_sns_topic.uploads.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = aws_sns_topic.uploads.arn,
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:s3:::uploads" } } }
  ] })
}
# A condition that asks for no MFA is met by everybody.
resource "aws_iam_role" "without_mfa" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::777766665555:user/deploy" }, Action = "sts:AssumeRole", Condition = { Bool = { "aws:MultiFactorAuthPresent" = "false" } } }
  ] })
}
