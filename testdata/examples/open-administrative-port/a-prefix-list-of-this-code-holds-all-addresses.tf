resource "aws_ec2_managed_prefix_list" "offices" {
  name           = "offices"
  address_family = "IPv4"
  max_entries    = 5
}
resource "aws_ec2_managed_prefix_list_entry" "all" {
  prefix_list_id = aws_ec2_managed_prefix_list.offices.id
  cidr           = "0.0.0.0/0"
}
resource "aws_security_group" "bastion" {
  name = "bastion"
  ingress {
    protocol        = "tcp"
    from_port       = 22
    to_port         = 22
    prefix_list_ids = [«aws_ec2_managed_prefix_list.offices.id»]
  }
}
