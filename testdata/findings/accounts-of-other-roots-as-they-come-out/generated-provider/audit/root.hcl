locals {
  account_id = "111122223333"
}
inputs = {
  account_id = local.account_id
}
generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite"
  contents  = file("../common/provider.tf")
}
generate "common_variables" {
  path      = "common_variables.tf"
  if_exists = "overwrite"
  contents  = file("../common/common_variables.tf")
}
