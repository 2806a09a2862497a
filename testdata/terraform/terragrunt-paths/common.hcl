locals {
  original = basename(get_original_terragrunt_dir())
  here     = basename(get_terragrunt_dir())
}
