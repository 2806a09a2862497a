provider "aws" {
  region = "us-west-2"
}
module "q" {
  source     = "../m"
  source_arn = "arn:aws:s3:::our-bucket"
}
