resource "aws_ec2_image_block_public_access" "z0" {
  region = "eu-west-1"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z1" {
  region = "eu-west-1"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z2" {
  region = "eu-west-1"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z3" {
  region = "eu-west-1"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z4" {
  region = "eu-west-1"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z5" {
  region = "eu-west-1"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z6" {
  region = "eu-west-1"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z7" {
  region = "eu-west-1"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z8" {
  region = "eu-west-1"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z9" {
  region = "eu-west-1"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z10" {
  region = "eu-west-1"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z11" {
  region = "eu-west-1"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z12" {
  region = "eu-west-1"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z13" {
  region = "eu-west-1"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z14" {
  region = "eu-west-1"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z15" {
  region = "eu-west-1"
  state  = "unblocked"
}
resource "aws_ec2_image_block_public_access" "z16" {
  region = "eu-west-1"
  state  = "unblocked"
}
