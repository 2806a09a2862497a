include {
  path = find_in_parent_folders("common.hcl")
}

terraform {
  source = "../../modules/u"

  extra_arguments "options" {
    commands  = ["apply"]
    arguments = ["-lock=false", "-var", "option=given", "-var-file=${get_terragrunt_dir()}/own.tfvars"]
    env_vars = {
      TF_VAR_environment = "environment"
      TF_VAR_automatic   = "environment"
      AWS_PROFILE        = "x"
    }
  }

  extra_arguments "init" {
    commands  = ["init"]
    arguments = ["-var", "input=init"]
  }
}

generate "values" {
  path      = "generated.auto.tfvars"
  if_exists = "overwrite"
  contents  = "generated = \"generated\"\n"
}

inputs = {
  input       = "input"
  file        = "input"
  own         = "input"
  option      = "input"
  environment = "input"
  automatic   = "input"
  generated   = "input"
}
