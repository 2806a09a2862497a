resource "aws_security_group" "front" {
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["127.0.0.1/32"]
  }
}

resource "aws_network_interface" "card" {
  security_groups = [aws_security_group.front.id]
}

resource "aws_instance" "host" {
  network_interface {
    network_interface_id = aws_network_interface.card.id
    device_index         = 0
  }
}

variable "card" {}

resource "aws_instance" "stranger" {
  network_interface {
    network_interface_id = var.card
    device_index         = 0
  }
}
