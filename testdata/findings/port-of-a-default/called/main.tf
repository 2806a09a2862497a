variable "range" { default = "0.0.0.0/0" }
resource "aws_security_group" "g" {}
resource "aws_security_group_rule" "r" {
  type              = "ingress"
  security_group_id = aws_security_group.g.id
  from_port         = 20
  to_port           = 4000
  protocol          = "tcp"
  cidr_blocks       = [var.range]
}
