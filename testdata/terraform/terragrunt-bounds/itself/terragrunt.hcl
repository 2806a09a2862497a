include "itself" {
  path = "terragrunt.hcl"
}

inputs = { name = "itself" }
