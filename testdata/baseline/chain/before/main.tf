provider "aws" {
  region = "eu-west-1"
}
resource "aws_instance" "w" {
  ami = "ami-1"
  instance_type = "t3.micro"
  associate_public_ip_address = true
  vpc_security_group_ids = [aws_security_group.w.id]
  iam_instance_profile = aws_iam_instance_profile.w.name
  metadata_options {
    http_tokens = "optional"
    http_endpoint = "enabled"
  }
}
resource "aws_security_group" "w" {
  ingress {
    from_port = 443
    to_port = 443
    protocol = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_iam_instance_profile" "w" {
  name = "w"
  role = aws_iam_role.w.name
}
resource "aws_iam_role" "w" {
  name                 = "w"
  permissions_boundary = "arn:aws:iam::111122223333:policy/edge"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [ { Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" } ] })
}
resource "aws_iam_role_policy" "w" {
  role = aws_iam_role.w.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "s3:GetObject", Resource = "*" },
    { Effect = "Deny", Action = "s3:GetObject", Resource = "arn:aws:s3:::acme-keys/*" },
  ] })
}
