data "aws_ssm_parameter" "al2023" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}

data "aws_ssm_parameter" "al2" {
  name = "/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2"
}

data "aws_ami" "al2023" {
  most_recent = true
  owners      = ["amazon"]
  filter {
    name   = "name"
    values = ["al2023-ami-2023*-x86_64"]
  }
}

data "aws_ami" "named_alike" {
  most_recent = true
  owners      = ["self"]
  filter {
    name   = "name"
    values = ["al2023-ami-2023*-x86_64"]
  }
}

resource "aws_instance" "by_parameter" {
  ami           = data.aws_ssm_parameter.al2023.value
  instance_type = "t3.micro"
}

resource "aws_instance" "by_name" {
  ami           = data.aws_ami.al2023.id
  instance_type = "t3.micro"
}

resource "aws_launch_template" "by_reference" {
  image_id = "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
}

resource "aws_instance" "of_a_template" {
  instance_type = "t3.micro"
  launch_template {
    id = aws_launch_template.by_reference.id
  }
}

resource "aws_instance" "older_image" {
  ami           = data.aws_ssm_parameter.al2.value
  instance_type = "t3.micro"
}

resource "aws_instance" "own_image" {
  ami           = data.aws_ami.named_alike.id
  instance_type = "t3.micro"
}

resource "aws_instance" "tokens_are_optional" {
  ami           = data.aws_ami.al2023.id
  instance_type = "t3.micro"
  metadata_options {
    http_tokens = "optional"
  }
}
