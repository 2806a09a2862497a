data "aws_caller_identity" "me" {}
data "aws_partition" "p" {}
data "aws_region" "r" {}
data "aws_organizations_organization" "o" {}
data "aws_ami" "a" {}
data "terraform_remote_state" "s" {}

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
  assume_role {
    role_arn = "arn:aws:iam::222233334444:role/deploy"
  }
}

resource "aws_s3_bucket" "b" {
  bucket = "logs"
}
resource "aws_sns_topic" "t" {
  name_prefix = "x"
}
resource "aws_other" "o" {
  nested {
    a = 1
  }
  twice {
    a = 1
  }
  twice {
    a = 2
  }
}
variable "named" {
  type = bool
}
resource "aws_iam_role" "left_to_the_provider" {
  name        = null
  name_prefix = "app-"
}
resource "aws_iam_role" "left_under_a_condition" {
  name = var.named ? "app" : null
}
output "all" {
  value = {
    account  = data.aws_caller_identity.me.account_id
    arn      = data.aws_caller_identity.me.arn
    root     = "arn:${data.aws_partition.p.partition}:iam::${data.aws_caller_identity.me.account_id}:root"
    suffix   = data.aws_partition.p.dns_suffix
    region   = data.aws_region.r.name
    org      = data.aws_organizations_organization.o.id
    accounts = data.aws_organizations_organization.o.accounts[*].id
    ami      = data.aws_ami.a.id
    state    = data.terraform_remote_state.s.outputs.x
    bucket   = aws_s3_bucket.b.arn
    id       = aws_s3_bucket.b.id
    topic    = aws_sns_topic.t.arn
    whole    = aws_s3_bucket.b
    domain   = aws_s3_bucket.b.bucket_domain_name
    nested   = aws_other.o.nested[0].a
    twice    = aws_other.o.twice[*].a
    left     = aws_iam_role.left_to_the_provider.name
    some     = aws_iam_role.left_under_a_condition.name
    nowhere  = aws_s3_bucket.nowhere.arn
    parts    = split(":", aws_s3_bucket.b.arn)
    owner    = element(split(":", data.aws_caller_identity.me.arn), 4)
  }
}
