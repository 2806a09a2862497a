include "root" {
  path   = find_in_parent_folders("root.hcl")
  expose = true
}

terraform {
  source = "../../../../modules//queue"
}

dependency "topic" {
  config_path = "../topic"

  mock_outputs = {
    arn = "arn:aws:sns:eu-west-1:111122223333:mock"
  }
}

locals {
  account = read_terragrunt_config(find_in_parent_folders("account.hcl"))
}

inputs = {
  name  = "${local.account.locals.stage}-${include.root.locals.common.tags.team}"
  topic = dependency.topic.outputs.arn
  here  = "${get_terragrunt_dir()}/x"
  steps = split("/", get_path_from_repo_root())
  tags  = { own = "yes" }
}
