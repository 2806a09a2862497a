variable "auth" { type = string }
variable "public" { type = bool }
resource "aws_lambda_function" "front" {
  function_name = "front"
  role          = aws_iam_role.front.arn
}
resource "aws_lambda_function_url" "front" {
  function_name      = aws_lambda_function.front.function_name
  authorization_type = "AWS_IAM"
}
resource "aws_iam_role" "front" {
  name                = "front"
  managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonS3FullAccess"]
  assume_role_policy  = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = ["lambda.amazonaws.com","ecs-tasks.amazonaws.com"] }, Action = "sts:AssumeRole" }] })
}
resource "aws_s3_bucket" "customers" { bucket = "acme-customers" }
resource "aws_security_group" "g" {
  ingress {
   from_port = 443
   to_port = 443
   protocol = "tcp"
   cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_ecs_task_definition" "t" {
  family = "t"
  task_role_arn = aws_iam_role.front.arn
  container_definitions = "[]"
}
resource "aws_ecs_service" "s" {
  name = "s"
  task_definition = aws_ecs_task_definition.t.arn
  network_configuration {
    subnets = ["subnet-1"]
    security_groups = [aws_security_group.g.id]
    assign_public_ip = var.auth == "x" ? true : false
  }
}
