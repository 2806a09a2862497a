provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}
data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
# config aggregated in one bucket: path of the organisation's accounts through a condition on aws:PrincipalOrgID? (control: other account beside it)
resource "aws_sns_topic" "t" { name = "t" }
resource "aws_sns_topic_policy" "t" {
  arn = aws_sns_topic.t.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = ["arn:aws:iam::222233334444:root", "arn:aws:iam::333344445555:root"] }, Action = "sns:Publish", Resource = aws_sns_topic.t.arn },
    { Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = aws_sns_topic.t.arn },
  ] })
}
resource "aws_kms_key" "k" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = ["arn:aws:iam::222233334444:root", "arn:aws:iam::333344445555:root"] }, Action = ["kms:Decrypt", "kms:GenerateDataKey*"], Resource = "*" },
    { Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = ["kms:Decrypt", "kms:GenerateDataKey*"], Resource = "*" },
  ] })
}
resource "aws_sqs_queue" "q" { name = "q" }
resource "aws_sqs_queue_policy" "q" {
  queue_url = aws_sqs_queue.q.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::222233334444:root" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn },
    { Effect = "Allow", Principal = { Service = "events.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.q.arn },
  ] })
}
