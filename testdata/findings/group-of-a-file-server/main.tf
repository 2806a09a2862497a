provider "aws" { region = "eu-west-1" }
data "aws_vpc" "main" { default = true }
resource "aws_eip" "sftp" { domain = "vpc" }
resource "aws_security_group" "sftp" {
  vpc_id = data.aws_vpc.main.id
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_transfer_server" "sftp" {
  endpoint_type = "VPC"
  endpoint_details {
    address_allocation_ids = [aws_eip.sftp.allocation_id]
    vpc_id                 = data.aws_vpc.main.id
    subnet_ids             = ["subnet-0a1b2c3d"]
    security_group_ids     = [aws_security_group.sftp.id]
  }
}
