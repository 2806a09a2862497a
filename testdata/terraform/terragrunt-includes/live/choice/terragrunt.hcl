include "first" {
  path = find_in_parent_folders("first.hcl")
}

terraform {
  source = "../../modules/choice"
}

inputs = get_env("STAGE", "") == "prod" ? { principal = "prod" } : { name = "other" }
