provider "aws" {
  region = "eu-west-1"
  endpoints {
    mturk = "http://localhost:4566"
    iam   = "http://localhost:4566"
  }
}
resource "aws_sns_topic" "t" { name = "t" }
resource "aws_sns_topic_policy" "p" {
  arn = aws_sns_topic.t.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }
  ] })
}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sts:AssumeRole" }] })
}
