# the second use of the statement is turned off by a default; the edit for the first shuts it out
variable "log_archive_account_id" { default = "" }
provider "aws" {
  region = "eu-west-1"
}
provider "aws" {
  alias  = "log_archive"
  region = "eu-west-1"
}
module "logs" {
  source   = "./key"
  services = ["logs.eu-west-1.amazonaws.com"]
  actions  = ["kms:Encrypt*", "kms:Decrypt*"]
}
module "guardduty" {
  source    = "./key"
  count     = var.log_archive_account_id != "" ? 1 : 0
  services  = ["guardduty.amazonaws.com"]
  actions   = ["kms:GenerateDataKey", "kms:Encrypt"]
  providers = { aws = aws.log_archive }
}
