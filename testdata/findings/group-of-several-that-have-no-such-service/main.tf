resource "aws_security_group" "endpoints" {
  name   = "endpoints"
  vpc_id = "vpc-0123456789abcdef0"
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_vpc_endpoint" "endpoints" {
  for_each           = toset(["ec2", "logs", "monitoring", "sqs", "ssm"])
  vpc_id             = "vpc-0123456789abcdef0"
  service_name       = "com.amazonaws.eu-west-1.${each.key}"
  vpc_endpoint_type  = "Interface"
  security_group_ids = [aws_security_group.endpoints.id]
}
resource "aws_security_group" "files" {
  name   = "files"
  vpc_id = "vpc-0123456789abcdef0"
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_transfer_server" "files" {
  count         = 2
  endpoint_type = "VPC"
  endpoint_details {
    vpc_id             = "vpc-0123456789abcdef0"
    subnet_ids         = ["subnet-0123456789abcdef0"]
    security_group_ids = [aws_security_group.files.id]
  }
}
resource "aws_security_group" "mixed" {
  name   = "mixed"
  vpc_id = "vpc-0123456789abcdef0"
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_transfer_server" "mixed" {
  endpoint_type = "VPC"
  endpoint_details {
    vpc_id             = "vpc-0123456789abcdef0"
    subnet_ids         = ["subnet-0123456789abcdef0"]
    security_group_ids = [aws_security_group.mixed.id]
  }
}
resource "aws_lambda_function" "mixed" {
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
  vpc_config {
    subnet_ids         = ["subnet-0123456789abcdef0"]
    security_group_ids = [aws_security_group.mixed.id]
  }
}
