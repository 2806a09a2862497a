resource "aws_ec2_image_block_public_access" "z0" {
  region = "us-west-0"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z1" {
  region = "us-west-1"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z2" {
  region = "us-west-2"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z3" {
  region = "us-west-3"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z4" {
  region = "us-west-4"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z5" {
  region = "us-west-5"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z6" {
  region = "us-west-6"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z7" {
  region = "us-west-7"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z8" {
  region = "us-west-8"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z9" {
  region = "us-west-9"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z10" {
  region = "us-west-10"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z11" {
  region = "us-west-11"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z12" {
  region = "us-west-12"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z13" {
  region = "us-west-13"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z14" {
  region = "us-west-14"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z15" {
  region = "us-west-15"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z16" {
  region = "us-west-16"
  state  = "unblocked"
}
