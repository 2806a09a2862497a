provider "aws" {
  alias               = "far"
  region              = "us-east-1"
  allowed_account_ids = ["444455556666"]
}

variable "name" {}

data "aws_iam_role" "here" {
  name = "deploy"
}

data "aws_sns_topic" "far" {
  provider = aws.far
  name     = "alarms"
}

data "aws_sqs_queue" "of_a_region" {
  region = "eu-west-1"
  name   = var.name
}

data "aws_s3_bucket" "logs" {
  bucket = "example-logs"
}

data "aws_kms_key" "by_alias" {
  key_id = "alias/example"
}

# Whose key it is, is not known.
data "aws_kms_key" "by_variable" {
  key_id = var.name
}

data "aws_kms_key" "by_arn" {
  key_id = "arn:aws:kms:eu-west-1:999988887777:key/1234abcd-12ab-34cd-56ef-1234567890ab"
}

data "aws_iam_roles" "sso" {
  name_regex  = "AWSReservedSSO_Admin_.*"
  path_prefix = "/aws-reserved/sso.amazonaws.com/"
}

data "aws_iam_roles" "all" {}

data "aws_ssm_parameter" "partner" {
  name = "/partner"
}

data "template_file" "greeting" {
  template = "Hello, $${name}, of $${where}!"
  vars = {
    name  = "you"
    where = var.name
  }
}

resource "x" "known" {
  role        = data.aws_iam_role.here.arn
  topic       = data.aws_sns_topic.far.arn
  queue       = data.aws_sqs_queue.of_a_region.arn
  bucket      = data.aws_s3_bucket.logs.arn
  bucket_name = data.aws_s3_bucket.logs.id
  key         = data.aws_kms_key.by_alias.arn
  variable    = data.aws_kms_key.by_variable.arn
  other       = data.aws_kms_key.by_arn.arn
  sso         = data.aws_iam_roles.sso.arns
  first       = tolist(data.aws_iam_roles.all.arns)[0]
  parameter   = data.aws_ssm_parameter.partner.value
  greeting    = data.template_file.greeting.rendered
  policy      = data.aws_iam_role.here.assume_role_policy
}
