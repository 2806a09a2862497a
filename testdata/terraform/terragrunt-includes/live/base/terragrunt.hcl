include "first" {
  path = find_in_parent_folders("first.hcl")
}

terraform {
  source = "../../modules/base"
}

inputs = jsondecode(run_cmd("inputs"))
