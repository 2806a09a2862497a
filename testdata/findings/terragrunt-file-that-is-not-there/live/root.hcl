locals {
  _env_path   = find_in_parent_folders("env.hcl", "${get_terragrunt_dir()}/__no_env_hcl__")
  _env_locals = try(read_terragrunt_config(local._env_path).locals, {})
  environment = try(local._env_locals.environment, basename(path_relative_to_include()))
}
inputs = {
  environment = local.environment
}
