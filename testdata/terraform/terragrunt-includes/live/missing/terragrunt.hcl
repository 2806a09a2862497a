include "missing" {
  path = find_in_parent_folders("missing.hcl")
}

terraform {
  source = "../../modules/missing"
}

inputs = {
  name = "own"
}
