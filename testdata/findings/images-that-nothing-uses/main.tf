data "aws_ami" "unused" {
  most_recent = true
  filter {
    name   = "name"
    values = ["base-*"]
  }
}

data "aws_ami" "launched" {
  most_recent = true
  filter {
    name   = "name"
    values = ["base-*"]
  }
}

resource "aws_instance" "web" {
  ami           = data.aws_ami.launched.id
  instance_type = "t3.micro"
}

data "aws_ami" "told" {
  most_recent = true
  filter {
    name   = "name"
    values = ["base-*"]
  }
}

output "image" {
  value = data.aws_ami.told.id
}

data "aws_ami" "whole" {
  for_each    = toset(["arm64", "x86_64"])
  most_recent = true
  filter {
    name   = "architecture"
    values = [each.key]
  }
}

locals {
  images = { for architecture, image in data.aws_ami.whole : architecture => image if architecture == "arm64" }
}

module "elsewhere" {
  source = "git::https://example.com/worker.git"
  images = local.images
}

data "aws_ami" "turned_off" {
  most_recent = true
  filter {
    name   = "name"
    values = ["base-*"]
  }
}

resource "aws_instance" "turned_off" {
  count         = 0
  ami           = data.aws_ami.turned_off.id
  instance_type = "t3.micro"
}
