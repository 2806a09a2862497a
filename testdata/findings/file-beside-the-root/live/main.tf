# A relative path is one from the directory in which Terraform runs, also in a module: that of the root.
module "role" {
  source = "../modules/role"
  trust  = "trust.json"
}
