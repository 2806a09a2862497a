variable "accounts" {
  type = list(string)
}
module "m" {
  source   = "./mod"
  accounts = var.accounts
  enabled  = length(var.accounts) > 0
}
