variable "name" { default = "" }
provider "aws" { region = "eu-west-1" }
provider "aws" {
  alias  = "only"
  region = "eu-central-1"
}
data "aws_region" "here" {}
data "aws_region" "there" { region = "us-west-2" }
data "aws_region" "only" { provider = aws.only }
# The provider makes up a name that is empty.
resource "aws_sns_topic" "unnamed" { name = var.name }
resource "aws_sns_topic" "there" {
  name   = "t"
  region = "us-west-2"
}
resource "aws_sns_topic" "only" {
  provider = aws.only
  name     = "t"
  region   = null
}
resource "terraform_data" "tuple" { input = [2, "x"] }
variable "lower" {
  default = "A"
  validation {
    condition     = contains(["a", "b"], lower(var.lower))
    error_message = "no"
  }
}
variable "plain" {
  default = "A"
  validation {
    condition     = contains(["A", "b"], var.plain)
    error_message = "no"
  }
}
locals {
  regions = [data.aws_region.here.name, data.aws_region.there.name, data.aws_region.there.id, data.aws_region.only.name]
  arns    = [aws_sns_topic.unnamed.arn, aws_sns_topic.there.arn, aws_sns_topic.only.arn]
  list    = tolist(terraform_data.tuple.input)
  stripped = [" ${~ 1 ~} ", "${~ 1 ~}", "${1}", " ${~ true }"]
  lower   = var.lower
  plain   = var.plain
}
# A default that its validation refuses is no value: whoever deploys gives another.
variable "account" {
  default = ""
  validation {
    condition     = length(var.account) == 12
    error_message = "twelve digits"
  }
}
variable "number" {
  type    = number
  default = "5"
  validation {
    condition     = var.number > 3
    error_message = "more than three"
  }
}
variable "role" { default = "arn:aws:iam::222233334444:role/deploy" }
provider "aws" {
  alias = "assumed"
  dynamic "assume_role" {
    for_each = var.role != "" ? [var.role] : []
    content {
      role_arn = assume_role.value
    }
  }
}
data "aws_caller_identity" "assumed" { provider = aws.assumed }
locals {
  given   = [var.account, var.number]
  assumed = data.aws_caller_identity.assumed.account_id
}
