# An instance of Lightsail has a firewall of its own; a port without addresses is open to everybody.
resource "aws_lightsail_instance_public_ports" "open" {
  instance_name = "web"
  port_info {
    protocol  = "tcp"
    from_port = 22
    to_port   = 22
  }
  port_info {
    protocol  = "tcp"
    from_port = 443
    to_port   = 443
  }
}

resource "aws_lightsail_instance_public_ports" "named" {
  instance_name = "desk"
  port_info {
    protocol  = "all"
    from_port = 0
    to_port   = 65535
    cidrs     = ["0.0.0.0/0"]
  }
}

resource "aws_lightsail_instance_public_ports" "office" {
  instance_name = "office"
  port_info {
    protocol  = "tcp"
    from_port = 22
    to_port   = 22
    cidrs     = ["203.0.113.0/24"]
  }
}
