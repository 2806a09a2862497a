# Nothing is included yet while the paths are read: this is `.`.
include "root" {
  path   = find_in_parent_folders("root.hcl")
  expose = true
}
include "who" {
  path = "${path_relative_to_include()}/../../_env/who.hcl"
}
include "other" {
  path = "${path_relative_to_include("root")}/../../_env/other.hcl"
}
terraform { source = "${path_relative_from_include("root")}/../m" }
