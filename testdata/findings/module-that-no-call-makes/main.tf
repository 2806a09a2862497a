provider "aws" {
  region = "eu-west-1"
}

module "logs" {
  source = "./logs"
}
