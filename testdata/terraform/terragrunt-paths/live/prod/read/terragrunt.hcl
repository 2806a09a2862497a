locals {
  common = read_terragrunt_config(find_in_parent_folders("common.hcl"))
}

terraform {
  source = "../../../modules/read"
}

inputs = {
  values = local.common.locals
}
