provider "aws" {
  alias               = "x"
  allowed_account_ids = ["777777777777"]
}
