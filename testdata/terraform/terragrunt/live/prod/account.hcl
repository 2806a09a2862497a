locals {
  id    = "111122223333"
  stage = basename(get_terragrunt_dir())
}
