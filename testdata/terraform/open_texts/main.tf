# Texts with holes: what can be said of them all the same.
resource "random_pet" "p" {}
resource "aws_sqs_queue" "plain" {
  name = "q"
}
resource "aws_sqs_queue" "open" {
  name = "${random_pet.p.id}-q"
}
data "aws_caller_identity" "me" {}
data "aws_partition" "p" {}
data "aws_region" "r" {}
data "aws_organizations_organization" "o" {}
data "aws_arn" "plain" {
  arn = aws_sqs_queue.plain.arn
}
data "aws_arn" "open" {
  arn = aws_sqs_queue.open.arn
}
data "aws_arn" "known" {
  arn = "arn:aws:logs:eu-west-1:111122223333:log-group:/a:*"
}
data "aws_arn" "none" {
  arn = random_pet.p.id
}
locals {
  parts = split(":", aws_sqs_queue.open.arn)
}
output "split" {
  value = {
    service   = split(":", aws_sqs_queue.open.arn)[2]
    account   = local.parts[4]
    in_a_list = [for arn in [aws_sqs_queue.open.arn] : arn if contains(["sns"], split(":", arn)[2])]
    element   = element(local.parts, 2)
    # The name may have a colon.
    last        = local.parts[5]
    beyond      = local.parts[6]
    from_behind = element(local.parts, -1)
    length      = length(local.parts)
    whole       = local.parts
    of_two      = split("-q", aws_sqs_queue.open.arn)[0]
  }
}
output "arn" {
  value = {
    plain    = [for part in ["partition", "service", "region", "account", "resource"] : data.aws_arn.plain[part]]
    service  = data.aws_arn.open.service
    resource = data.aws_arn.open.resource
    known    = data.aws_arn.known.resource
    nothing  = data.aws_arn.none.service
    function = provider::aws::arn_parse(aws_sqs_queue.open.arn).service
  }
}
output "replace" {
  value = {
    not_there     = replace("${aws_sqs_queue.plain.arn}:*", ":*:*", ":*")
    at_the_end    = replace("${aws_sqs_queue.plain.arn}:*:*", ":*:*", ":*")
    between_holes = replace(aws_sqs_queue.plain.arn, ":sqs:", ":sns:")
    # The account may be this one.
    may_be_account = replace(aws_sqs_queue.plain.arn, ":111122223333:", "::")
    part_of_it     = replace(aws_sqs_queue.plain.arn, "3:q", "4:q")
    not_part_of_it = replace(aws_sqs_queue.plain.arn, "a:q", "b:q")
    over_two_holes = replace("${data.aws_region.r.region}-${data.aws_caller_identity.me.account_id}", "1-1", "1/1")
    may_be_empty   = replace("a${random_pet.p.id}b", "ab", "c")
    not_in_a_name  = replace("x/${random_pet.p.id}", "x/", "y/")
  }
}
output "strcontains" {
  value = {
    written = strcontains(aws_sqs_queue.plain.arn, ":sqs:")
    not     = strcontains(aws_sqs_queue.plain.arn, ":sns:")
    may_be  = strcontains(aws_sqs_queue.plain.arn, "1111")
    open    = strcontains(aws_sqs_queue.open.arn, ":sns:")
  }
}
output "never" {
  value = {
    partition    = data.aws_partition.p.partition == ""
    not_null     = data.aws_partition.p.partition != null
    other        = data.aws_partition.p.partition == "eu-west-1"
    account      = data.aws_caller_identity.me.account_id == "not-an-account"
    region       = data.aws_region.r.region == ""
    region_null  = data.aws_region.r.region == null
    organisation = data.aws_organizations_organization.o.id == "r-1"
    chosen       = data.aws_partition.p.partition == "" ? "aws" : "as it is"
    may_be       = [data.aws_partition.p.partition == "aws-cn", data.aws_caller_identity.me.account_id == "111122223333"]
  }
}
