provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "far"
  region = var.far
}

provider "aws" {
  alias  = "unsaid"
  region = var.unsaid
}

variable "far" {
  default = "us-east-1"
}

variable "unsaid" {}

data "aws_elb_service_account" "here" {}

data "aws_elb_service_account" "far" {
  provider = aws.far
}

data "aws_elb_service_account" "unsaid" {
  provider = aws.unsaid
}

data "aws_elb_service_account" "named" {
  region = "us-west-1"
}

# Regions opened since August 2022 have no such account.
data "aws_elb_service_account" "new" {
  region = "ap-southeast-7"
}

data "aws_cloudtrail_service_account" "here" {}
data "aws_redshift_service_account" "here" {}
data "aws_billing_service_account" "here" {}
data "aws_canonical_user_id" "here" {}

data "aws_service_principal" "s3" {
  service_name = "s3"
}

data "aws_iam_policy" "by_name" {
  name = "AdministratorAccess"
}

data "aws_iam_policy" "by_arn" {
  arn = "arn:aws:iam::aws:policy/service-role/AWSBatchServiceRole"
}

data "aws_iam_policy" "below_a_path" {
  name        = "AWSLambdaBasicExecutionRole"
  path_prefix = "/service-role/"
}

data "aws_iam_policy" "not_below_this_path" {
  name        = "AWSLambdaBasicExecutionRole"
  path_prefix = "/job-function/"
}

data "aws_iam_policy" "own" {
  name = "our-deployer"
}

module "called" {
  source = "./called"
}

module "handed" {
  source    = "./called"
  providers = { aws = aws.far }
}

output "elb" {
  value = {
    here    = data.aws_elb_service_account.here.id
    arn     = data.aws_elb_service_account.here.arn
    far     = data.aws_elb_service_account.far.arn
    unsaid  = data.aws_elb_service_account.unsaid.arn
    named   = data.aws_elb_service_account.named.id
    new     = data.aws_elb_service_account.new.arn
    called  = module.called.elb
    handed  = module.handed.elb
    objects = [for account in [data.aws_elb_service_account.here] : account.arn]
  }
}

output "others" {
  value = {
    cloudtrail = data.aws_cloudtrail_service_account.here.arn
    redshift   = data.aws_redshift_service_account.here.id
    billing    = data.aws_billing_service_account.here.arn
    canonical  = data.aws_canonical_user_id.here.id
    service    = data.aws_service_principal.s3.name
  }
}

output "policies" {
  value = {
    arn      = data.aws_iam_policy.by_name.arn
    document = jsondecode(data.aws_iam_policy.by_name.policy)
    name     = data.aws_iam_policy.by_arn.name
    path     = data.aws_iam_policy.by_arn.path
    below    = data.aws_iam_policy.below_a_path.arn
    not      = data.aws_iam_policy.not_below_this_path.arn
    own      = data.aws_iam_policy.own.arn
  }
}
