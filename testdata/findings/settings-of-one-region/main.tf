provider "aws" {
  region = "eu-west-1"
}
resource "aws_ami_launch_permission" "a" {
  image_id = "ami-12345678"
  group = "all"
}
