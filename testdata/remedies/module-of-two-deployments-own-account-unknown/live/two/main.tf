# Another root of the same module, for another account and Region.
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["333344445555"]
}

module "queue" {
  source = "../../modules/queue"
}
