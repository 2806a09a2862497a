data "aws_vpc" "shared" { default = true }

resource "aws_security_group" "jumphost" { vpc_id = data.aws_vpc.shared.id }

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = aws_security_group.jumphost.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "0.0.0.0/0"
}

# Whether the range of the VPC is the internet is not known: no second place where the same holds.
resource "aws_vpc_security_group_ingress_rule" "local" {
  security_group_id = aws_security_group.jumphost.id
  ip_protocol       = -1
  cidr_ipv4         = data.aws_vpc.shared.cidr_block
}
