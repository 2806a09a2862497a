provider "aws" {
  region = "eu-west-1"
}
variable "region" {}
resource "aws_ec2_instance_metadata_defaults" "z" {
  region      = var.region
  http_tokens = "optional"
}
resource "aws_instance" "i" {
  ami           = "ami-12345678"
  instance_type = "t3.micro"
}
