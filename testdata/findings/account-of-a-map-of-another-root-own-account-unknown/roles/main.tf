variable "account_ids" { type = map(string) }
provider "aws" {
  assume_role {
    role_arn = "arn:aws:iam::${var.account_ids["data-production"]}:role/admin"
  }
}
