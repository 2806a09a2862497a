# The last one wins over the first, and only it goes deep.
include "first" {
  path = find_in_parent_folders("first.hcl")
}

include "last" {
  path           = find_in_parent_folders("last.hcl")
  merge_strategy = "deep"
}

include "unmerged" {
  path           = find_in_parent_folders("unmerged.hcl")
  merge_strategy = "no_merge"
}

inputs = {
  tags = { own = "yes" }
}
