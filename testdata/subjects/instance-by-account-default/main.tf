resource "aws_ec2_instance_metadata_defaults" "all" {
  http_tokens   = "required"
  http_endpoint = "no-preference"
}

resource "aws_instance" "plain" {}

resource "aws_instance" "says_otherwise" {
  metadata_options {
    http_tokens = "optional"
  }
}

resource "aws_launch_template" "plain_template" {}
