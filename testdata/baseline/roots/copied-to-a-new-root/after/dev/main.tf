terraform {
  backend "s3" {
    key = "dev"
  }
}
provider "aws" {
  region = "eu-west-1"
}
module "a" {
  source = "../m"
}
