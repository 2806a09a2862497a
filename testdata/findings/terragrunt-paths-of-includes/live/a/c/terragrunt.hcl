include "root" {
  path = find_in_parent_folders("root.hcl")
}
include "own" {
  path = "${get_parent_terragrunt_dir("root")}/_env/who.hcl"
}
include "own_too" {
  path = "${get_parent_terragrunt_dir()}/_env/who.hcl"
}
terraform { source = "${path_relative_from_include("root")}/../m" }
