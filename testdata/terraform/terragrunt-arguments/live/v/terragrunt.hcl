# A file that is not known may give any variable.
terraform {
  source = "../../modules/v"

  extra_arguments "stage" {
    commands           = get_terraform_commands_that_need_vars()
    arguments          = ["-var=option=given"]
    required_var_files = ["${get_terragrunt_dir()}/${get_env("STAGE")}.tfvars"]
  }
}

inputs = {
  input = "input"
}
