resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = "{}"
}

resource "aws_iam_instance_profile" "app_profile" {
  name = "app"
  role = aws_iam_role.app.name
}

resource "aws_security_group" "app_group" {
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = -1
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_launch_template" "strict" {
  name                   = "strict"
  vpc_security_group_ids = [aws_security_group.app_group.id]

  iam_instance_profile {
    name = aws_iam_instance_profile.app_profile.name
  }

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }
}

resource "aws_instance" "as_template" {
  launch_template {
    id      = aws_launch_template.strict.id
    version = "$Latest"
  }
}

resource "aws_instance" "overrides" {
  launch_template {
    name = "strict"
  }

  metadata_options {
    http_tokens = "optional"
  }
}

resource "aws_instance" "elsewhere" {
  launch_template {
    id = "lt-0123456789abcdef0"
  }
}

resource "aws_instance" "elsewhere_but_strict" {
  launch_template {
    id = "lt-0123456789abcdef0"
  }

  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_instance" "plain" {}

resource "aws_instance" "no_endpoint" {
  metadata_options {
    http_endpoint = "disabled"
  }
}
