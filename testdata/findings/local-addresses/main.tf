resource "aws_security_group" "s" {
  name = "s"
  ingress {
    from_port        = 22
    to_port          = 22
    protocol         = "tcp"
    ipv6_cidr_blocks = ["fd00::/8", "fc00::/7", "fe80::/10"]
  }
}
