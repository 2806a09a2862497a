# A key that is not known may be that of any input that is not written beside it.
include "first" {
  path = find_in_parent_folders("first.hcl")
}

terraform {
  source = "../../modules/open"
}

inputs = {
  name           = "own"
  (get_env("X")) = "y"
}
