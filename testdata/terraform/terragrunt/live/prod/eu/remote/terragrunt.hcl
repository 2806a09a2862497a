terraform {
  source = "git::git@github.com:acme/modules.git//vpc?ref=v1.0.0"
}

include "missing" {
  path = find_in_parent_folders("missing.hcl")
}
