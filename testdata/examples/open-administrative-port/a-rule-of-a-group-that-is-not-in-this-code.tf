variable "group" { default = "sg-0a1b2c3d" }
resource "aws_security_group_rule" "ssh" {
  type              = "ingress"
  security_group_id = var.group
  protocol          = "tcp"
  from_port         = 0
  to_port           = 65535
  cidr_blocks       = [«"0.0.0.0/0"»]
}
