provider "aws" {
  allowed_account_ids = ["777766665555"]
}
