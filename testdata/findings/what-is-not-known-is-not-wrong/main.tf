# The index is not known as a whole, and cannot be that of the only instance: `try` goes on to the value itself.
variable "account" {}
variable "region" {}

resource "aws_ssm_parameter" "fixed" {
  for_each = { accounts = "{}" }
  name     = each.key
  value    = each.value
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::444455556666:root"]
    }
    condition {
      test     = "ArnLike"
      variable = "aws:PrincipalArn"
      values   = [for value in ["arn:aws:iam::${var.account}:role/ec2-*"] : try(aws_ssm_parameter.fixed[value].value, value)]
    }
  }
}

resource "aws_iam_role" "secrets" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

# A Region that is not known is no impossible one.
resource "aws_sqs_queue" "failed" {
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "*"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:scheduler:${var.region}:111122223333:schedule/default/nightly" } }
    }]
  })
}

# AWS documents this statement for EventBridge without a condition.
resource "aws_cloudwatch_log_resource_policy" "events" {
  policy_name = "events"
  policy_document = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = ["events.amazonaws.com", "delivery.logs.amazonaws.com"] }
      Action    = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource  = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/events/*:*"
    }]
  })
}
