provider "aws" {
  region = "us-west-2"
}
module "q" {
  source     = "../m"
  source_arn = "arn:aws:sns:us-west-2:555566667777:topic"
}
