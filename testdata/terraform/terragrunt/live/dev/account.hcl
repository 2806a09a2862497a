locals {
  id    = get_aws_account_id()
  stage = "dev"
}
