# Each pair of an Allow and a Deny names the queue in two ways.
data "aws_caller_identity" "me" {}
data "aws_region" "r" {}
resource "aws_sqs_queue" "jobs" { name = "jobs" }
locals {
  spelt = {
    any     = "*"
    all     = "arn:aws:sqs:*:*:*"
    named   = "arn:aws:sqs:*:*:jobs"
    begun   = "arn:aws:sqs:*:*:j*"
    own     = aws_sqs_queue.jobs.arn
    literal = "arn:aws:sqs:us-east-1:111122223333:jobs"
    account = "arn:aws:sqs:us-east-1:${data.aws_caller_identity.me.account_id}:jobs"
    region  = "arn:aws:sqs:${data.aws_region.r.region}:111122223333:jobs"
  }
  strangers = { StringNotEquals = { "aws:SourceAccount" = "111122223333" } }
}
resource "aws_sqs_queue_policy" "guarded" {
  for_each  = { for pair in setproduct(keys(local.spelt), keys(local.spelt)) : join(" ", pair) => pair }
  queue_url = aws_sqs_queue.jobs.url
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = local.spelt[each.value[0]] },
    { Effect = "Deny", Principal = "*", Action = "sqs:*", Resource = local.spelt[each.value[1]], Condition = local.strangers },
  ] })
}
# A Deny for one Region of two, and one of which the name is not known.
provider "aws" {
  alias  = "paris"
  region = "eu-west-3"
}
resource "aws_sqs_queue" "paris" {
  provider = aws.paris
  name     = "paris"
}
variable "name" {}
resource "aws_sqs_queue_policy" "open" {
  for_each  = { for name in ["arn:aws:sqs:us-east-1:*:paris", "arn:aws:sqs:*:*:${var.name}", "arn:aws:sqs:*:*:par"] : name => name }
  provider  = aws.paris
  queue_url = aws_sqs_queue.paris.url
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "arn:aws:sqs:*:*:*" },
    { Effect = "Deny", Principal = "*", Action = "sqs:*", Resource = each.value, Condition = local.strangers },
  ] })
}
