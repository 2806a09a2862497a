# Only a load balancer has it: HTTP only.
resource "aws_security_group" "balancer" {
  name = "balancer"
  ingress {
    from_port   = 0
    to_port     = 65535
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb" "web" {
  security_groups = [aws_security_group.balancer.id]
}

# A mount target and an instance have it.
resource "aws_security_group" "files" {
  name = "files"
  ingress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_efs_mount_target" "files" {
  file_system_id  = "fs-0a1b2c3d"
  subnet_id       = aws_subnet.closed.id
  security_groups = [aws_security_group.files.id]
}

resource "aws_instance" "files" {
  ami                    = "ami-0a1b2c3d4e5f60718"
  subnet_id              = aws_subnet.open.id
  vpc_security_group_ids = [aws_security_group.files.id]
  metadata_options { http_tokens = "required" }
}

# A network load balancer passes SSH on.
resource "aws_security_group" "passes_on" {
  name = "passes-on"
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb" "tcp" {
  load_balancer_type = "network"
  security_groups    = [aws_security_group.passes_on.id]
}

# Its only subnet refuses SSH, not RDP.
resource "aws_subnet" "closed" {
  vpc_id = "vpc-0a1b2c3d"
}

resource "aws_subnet" "open" {
  vpc_id = "vpc-0a1b2c3d"
}

resource "aws_network_acl" "closed" {
  vpc_id     = "vpc-0a1b2c3d"
  subnet_ids = [aws_subnet.closed.id]
}

resource "aws_network_acl_rule" "no_ssh" {
  network_acl_id = aws_network_acl.closed.id
  rule_number    = 90
  rule_action    = "deny"
  protocol       = "tcp"
  from_port      = 22
  to_port        = 22
  cidr_block     = "0.0.0.0/0"
}

resource "aws_network_acl_rule" "all" {
  network_acl_id = aws_network_acl.closed.id
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "-1"
  cidr_block     = "0.0.0.0/0"
}

resource "aws_network_acl_rule" "out" {
  network_acl_id = aws_network_acl.closed.id
  egress         = true
  rule_number    = 10
  rule_action    = "allow"
  protocol       = "-1"
  cidr_block     = "0.0.0.0/0"
}

resource "aws_security_group" "ssh" {
  name = "ssh"
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "rdp" {
  name = "rdp"
  ingress {
    from_port   = 3389
    to_port     = 3389
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "inside" {
  ami                    = "ami-0a1b2c3d4e5f60718"
  subnet_id              = aws_subnet.closed.id
  vpc_security_group_ids = [aws_security_group.ssh.id, aws_security_group.rdp.id]
  metadata_options { http_tokens = "required" }
}
