variable "strict" {
  type = bool
}

resource "aws_s3_bucket" "logs" {}

resource "aws_s3_bucket_versioning" "logs" {
  count  = var.strict ? 1 : 0
  bucket = aws_s3_bucket.logs.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_instance" "app" {
  metadata_options {
    http_tokens = var.strict ? "required" : "optional"
  }
}

resource "aws_security_group" "app_group" {
  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = [var.strict ? "10.0.0.0/8" : "0.0.0.0/0"]
  }

  dynamic "ingress" {
    for_each = var.strict ? [] : [22]
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}

resource "aws_s3_bucket" "only_if_strict" {
  count = var.strict ? 1 : 0

  versioning {
    enabled = var.strict ? true : false
  }
}
