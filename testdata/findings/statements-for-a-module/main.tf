locals {
  # Judged where the module on disk puts it.
  for_the_queue = {
    events = {
      actions    = ["sqs:SendMessage"]
      principals = [{ type = "Service", identifiers = ["events.amazonaws.com"] }]
    }
  }
}

module "topic" {
  source = "terraform-aws-modules/sns/aws"

  topic_policy_statements = {
    buckets = {
      sid       = "Buckets"
      actions   = ["sns:Publish"]
      resources = ["arn:aws:sns:eu-west-1:111122223333:topic"]
      principals = [{
        type        = "Service"
        identifiers = ["s3.amazonaws.com"]
      }]
    }
    guarded = {
      actions    = ["sns:Publish"]
      principals = [{ type = "Service", identifiers = ["events.amazonaws.com"] }]
      condition = [{
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = ["111122223333"]
      }]
    }
  }
}

module "role" {
  source = "cloudposse/iam-role/aws"

  policy_statements = [
    { effect = "Allow", actions = ["*"], resources = ["*"] },
  ]
  trust = [{
    effect     = "Allow"
    actions    = ["sts:AssumeRole", "sts:TagSession"]
    principals = [{ type = "AWS", identifiers = ["arn:aws:iam::999988887777:root"] }]
    conditions = []
  }]
}

module "raw" {
  source = "example/queue/aws"

  statements = [{
    Effect    = "Allow"
    Action    = "sqs:SendMessage"
    Resource  = "*"
    Principal = { Service = "s3.amazonaws.com" }
  }]
}

# Something else has such members too.
module "something_else" {
  source = "example/firewall/aws"

  rules = [
    { effect = "Allow", actions = ["forward"], resources = ["*"] },
    { effect = "Allow", actions = ["s3:GetObject"], resources = ["*"], priority = 1 },
  ]
}

module "queue" {
  source     = "./queue"
  statements = local.for_the_queue
}

resource "example_queue_policy" "of_another_provider" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["arn:aws:sqs:eu-west-1:111122223333:jobs"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

output "of_the_queue" {
  value = local.for_the_queue
}

output "statements" {
  value = [{
    effect     = "Allow"
    actions    = ["kms:Decrypt"]
    principals = [{ type = "Service", identifiers = ["cloudwatch.amazonaws.com"] }]
    resources  = ["*"]
  }]
}

module "assumable" {
  source = "terraform-aws-modules/iam/aws//modules/iam-assumable-role"

  trusted_role_arns = ["arn:aws:iam::888877776666:root"]
}

module "assumable_with_id" {
  source = "terraform-aws-modules/iam/aws//modules/iam-assumable-role"

  trusted_role_arns   = ["arn:aws:iam::888877776666:root"]
  role_sts_externalid = ["4711"]
}

module "assumable_by_the_own_account" {
  source = "terraform-aws-modules/iam/aws//modules/iam-assumable-role"

  trusted_role_arns = ["arn:aws:iam::111122223333:root"]
}
