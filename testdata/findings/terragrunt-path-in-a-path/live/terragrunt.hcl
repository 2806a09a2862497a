terraform {
  extra_arguments "v" {
    commands           = get_terraform_commands_that_need_vars()
    required_var_files = ["${get_terragrunt_dir()}/${find_in_parent_folders("env.tfvars")}"]
  }
}
inputs = yamldecode(file("${get_terragrunt_dir()}/${find_in_parent_folders("env.yaml")}"))
