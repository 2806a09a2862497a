resource "aws_security_group" "open" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "web" {
  ami                    = "ami-0123456789abcdef0"
  vpc_security_group_ids = [aws_security_group.open.id]
  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_db_instance" "orders" {
  identifier = "orders"
  password   = "hunter2hunter2"
}

resource "aws_cloudformation_stack_set" "roles" {
  name = "roles"
  template_body = jsonencode({ Resources = { Role = { Type = "AWS::IAM::Role", Properties = { AssumeRolePolicyDocument = { Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sts:AssumeRole" }] } } } } })
}

resource "aws_cloudformation_stack_set_instance" "roles" {
  for_each       = toset(["eu-west-1", "eu-central-1"])
  stack_set_name = aws_cloudformation_stack_set.roles.name
  region         = each.key
  deployment_targets {
    organizational_unit_ids = ["ou-abcd-11111111"]
  }
}

resource "aws_api_gateway_rest_api" "shop" {
  name = "shop"
}

resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_rest_api.shop.root_resource_id
  path_part   = "orders"
}

resource "aws_api_gateway_method" "orders" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = aws_api_gateway_resource.orders.id
  http_method   = "GET"
  authorization = "NONE"
}

resource "aws_iam_role" "open" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sts:AssumeRole" }] })
}

resource "aws_iam_role_policy" "open" {
  role = aws_iam_role.open.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = terraform.workspace == "prod" ? "s3:Get*" : "s3:ListBucket", Resource = "*" },
  ] })
}
