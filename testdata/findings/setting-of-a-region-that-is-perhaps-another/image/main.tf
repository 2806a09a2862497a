provider "aws" {
  region = "eu-west-1"
}
variable "region" {}
resource "aws_ami_launch_permission" "a" {
  image_id = "ami-12345678"
  group    = "all"
}
resource "aws_ec2_image_block_public_access" "z" {
  region = var.region
  state  = "block-new-sharing"
}
