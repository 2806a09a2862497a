locals {
  accounts = { a = "111122223333", b = "888877776666" }
}
provider "aws" {
  allowed_account_ids = [local.accounts.a]
}
