# Three accounts of one organisation: management, log archive and workloads. Whoever deploys signs in to the management account.

variable "accounts" {
  type = map(string)
  default = {
    management = "100000000001"
    logs       = "200000000002"
    workloads  = "300000000003"
  }
}

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = [var.accounts.management]
}

provider "aws" {
  alias  = "logs"
  region = "eu-west-1"
  assume_role {
    role_arn = "arn:aws:iam::${var.accounts.logs}:role/OrganizationAccountAccessRole"
  }
}

provider "aws" {
  alias  = "workloads"
  region = "eu-west-1"
  assume_role {
    role_arn = "arn:aws:iam::${var.accounts.workloads}:role/OrganizationAccountAccessRole"
  }
}
