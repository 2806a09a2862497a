provider "aws" {
  region = "us-gov-east-1"
}

module "queue" {
  source = "../module"
}
