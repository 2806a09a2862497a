variable "tokens" {
  default = "required"
}
resource "aws_launch_template" "strict" {
  image_id = "ami-0a1b2c3d4e5f60718"
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 2
  }
}
resource "aws_instance" "from_the_template" {
  launch_template {
    id      = aws_launch_template.strict.id
    version = "$Latest"
  }
}
resource "aws_instance" "from_a_variable" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "m5.large"
  metadata_options {
    http_tokens = var.tokens
  }
}
resource "aws_instance" "endpoint_off" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "m5.large"
  metadata_options {
    http_endpoint = "disabled"
  }
}
resource "aws_instance" "nothing_said" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "m5.large"
}
resource "aws_instance" "template_overridden" {
  launch_template {
    id = aws_launch_template.strict.id
  }
  metadata_options {
    http_tokens = "optional"
  }
}
