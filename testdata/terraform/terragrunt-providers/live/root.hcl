locals {
  account = read_terragrunt_config(find_in_parent_folders("account.hcl")).locals
}

generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite"
  contents  = <<-EOF
    provider "aws" {
      region = "eu-west-1"
      assume_role {
        role_arn = "arn:aws:iam::${local.account.id}:role/deploy"
      }
    }
  EOF
}
