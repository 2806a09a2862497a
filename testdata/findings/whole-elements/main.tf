resource "acme_document" "made" {}
data "aws_iam_policy_document" "queue" {
  for_each = toset(["events.amazonaws.com"])
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = [each.key]
    }
  }
}
data "aws_ssm_parameter" "shared" {
  for_each = toset(["topic"])
  name     = each.key
}
locals {
  shared    = { for name, parameter in data.aws_ssm_parameter.shared : name => parameter.value }
  documents = { for name, document in data.aws_iam_policy_document.queue : name => document }
}

resource "aws_sqs_queue" "minified" {
  policy = values(data.aws_iam_policy_document.queue)[0].minified_json
}
resource "aws_sqs_queue" "through_a_map" {
  policy = local.documents["events.amazonaws.com"].minified_json
}
resource "aws_sqs_queue" "whole" {
  policy = acme_document.made.output
}
resource "aws_sqs_queue" "principal" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = acme_document.made.output, Action = "sqs:SendMessage", Resource = "*" }] })
}
resource "aws_sqs_queue" "condition" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*", Condition = { ArnLike = acme_document.made.output } }] })
}
resource "aws_sqs_queue" "value" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*", Condition = { ArnLike = { "aws:SourceArn" = local.shared["topic"] } } }] })
}
# Names and ARNs of resources decide nothing.
resource "aws_sqs_queue" "name" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.own.arn }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.whole.arn }] })
}
resource "aws_iam_role" "own" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
