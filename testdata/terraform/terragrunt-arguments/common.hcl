terraform {
  extra_arguments "files" {
    commands           = get_terraform_commands_that_need_vars()
    required_var_files = ["${get_parent_terragrunt_dir()}/common.tfvars"]
    optional_var_files = ["${get_terragrunt_dir()}/missing.tfvars"]
  }

  extra_arguments "options" {
    commands  = ["plan"]
    arguments = ["-var", "option=overridden"]
  }
}

terraform {
  extra_arguments "disable_input" {
    commands  = get_terraform_commands_that_need_input()
    arguments = ["-input=false"]
  }
}
