variable "status" {
  type = string
}

variable "template" {
  type = string
}

variable "port" {
  type = number
}

resource "aws_s3_bucket" "logs" {}

resource "aws_s3_bucket_versioning" "logs" {
  bucket = aws_s3_bucket.logs.id
  versioning_configuration {
    status = var.status
  }
}

resource "aws_instance" "app" {
  launch_template {
    id = var.template
  }
}

resource "aws_security_group" "app_group" {
  ingress {
    from_port   = var.port
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = [var.status]
  }

  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}
