variable "member_accounts" {
  type = list(object({ account_id = string, email = string }))
}
module "m" {
  source          = "./mod"
  account_type    = "master"
  member_accounts = var.member_accounts
}
