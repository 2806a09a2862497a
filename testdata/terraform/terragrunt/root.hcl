locals {
  account = read_terragrunt_config(find_in_parent_folders("account.hcl")).locals
  common  = yamldecode(file("${get_parent_terragrunt_dir()}/common.yaml"))
}

remote_state {
  backend = "s3"
  config = {
    key = "${path_relative_to_include()}/terraform.tfstate"
  }
}

inputs = {
  account = local.account.id
  tags    = local.common.tags
  folder  = path_relative_to_include()
  deep    = { a = ["root"], b = { x = 1, y = 1 } }
  unasked = "nobody asks for it"
}
