terraform {
  source = "../mod"
}
inputs = {
  management_account_id = "0123456789012" # CI sets TF_VAR_management_account_id, which wins over inputs
}
