include "root" {
  path = find_in_parent_folders("root.hcl")
}

include "shared" {
  path = "${get_terragrunt_dir()}/../../../../shared.hcl"
}

inputs = {
  name = basename(get_terragrunt_dir())
}
