locals {
  envs = { dev = { cidrs = ["0.0.0.0/0"] }, prod = { cidrs = ["0.0.0.0/0"] } }
}
resource "aws_security_group" "s" {
  name = "s"
  dynamic "ingress" {
    for_each = local.envs[terraform.workspace].cidrs
    content {
      from_port = 22
      to_port = 22
      protocol = "tcp"
      cidr_blocks = [ingress.value]
    }
  }
}
