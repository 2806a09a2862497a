locals {
  image = "ami-0a1b2c3d4e5f60718"
}

resource "aws_iam_role" "reads" {
  name               = "reads"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "lambda.amazonaws.com"] }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policies_exclusive" "none" { role_name = aws_iam_role.reads.name }
data "aws_iam_policy_document" "reads" {
  statement {
    actions   = ["s3:*"]
    resources = ["arn:aws:s3:::*"]
  }
}
resource "aws_iam_policy" "reads" { policy = data.aws_iam_policy_document.reads.json }
resource "aws_iam_role_policy_attachment" "reads" {
  role       = aws_iam_role.reads.name
  policy_arn = aws_iam_policy.reads.arn
}
resource "aws_iam_instance_profile" "reads" { role = aws_iam_role.reads.name }
resource "aws_s3_bucket" "data" { bucket = "acme-data" }

resource "aws_security_group" "open" { name = "open" }
resource "aws_vpc_security_group_ingress_rule" "open" {
  security_group_id = aws_security_group.open.id
  ip_protocol       = "tcp"
  from_port         = 8000
  to_port           = 9000
  cidr_ipv4         = "0.0.0.0/0"
}
resource "aws_security_group" "ssh_only" {
  name = "ssh-only"
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "from_front" {
  name = "from-front"
  ingress {
    from_port       = 80
    to_port         = 80
    protocol        = "tcp"
    security_groups = [aws_security_group.open.id]
  }
}

# In the default subnet, which gives addresses.
resource "aws_instance" "default_subnet" {
  ami                    = local.image
  iam_instance_profile   = aws_iam_instance_profile.reads.name
  vpc_security_group_ids = [aws_security_group.open.id]
  metadata_options { http_tokens = "optional" }
}

# Its subnet gives addresses.
resource "aws_subnet" "public" {
  cidr_block              = "10.0.0.0/24"
  vpc_id                  = "vpc-0a1b2c3d"
  map_public_ip_on_launch = true
}
resource "aws_instance" "public_subnet" {
  ami                    = local.image
  subnet_id              = aws_subnet.public.id
  iam_instance_profile   = aws_iam_instance_profile.reads.name
  vpc_security_group_ids = [aws_security_group.open.id]
  metadata_options { http_tokens = "optional" }
}

# Its subnet gives none, and nobody else does.
resource "aws_subnet" "private" {
  cidr_block = "10.0.1.0/24"
  vpc_id     = "vpc-0a1b2c3d"
}
resource "aws_instance" "private" {
  ami                    = local.image
  subnet_id              = aws_subnet.private.id
  iam_instance_profile   = aws_iam_instance_profile.reads.name
  vpc_security_group_ids = [aws_security_group.open.id]
  metadata_options { http_tokens = "optional" }
}

# An address of its own.
resource "aws_instance" "elastic" {
  ami                    = local.image
  subnet_id              = aws_subnet.private.id
  iam_instance_profile   = aws_iam_instance_profile.reads.name
  vpc_security_group_ids = [aws_security_group.open.id]
  metadata_options { http_tokens = "optional" }
}
resource "aws_eip" "elastic" {
  instance = aws_instance.elastic.id
}

# A subnet that nobody knows.
variable "subnet" {}
resource "aws_instance" "some_subnet" {
  ami                    = local.image
  subnet_id              = var.subnet
  iam_instance_profile   = aws_iam_instance_profile.reads.name
  vpc_security_group_ids = [aws_security_group.open.id]
  metadata_options { http_tokens = "optional" }
}

# Only for administrators.
resource "aws_instance" "ssh_only" {
  ami                         = local.image
  associate_public_ip_address = true
  iam_instance_profile        = aws_iam_instance_profile.reads.name
  vpc_security_group_ids      = [aws_security_group.ssh_only.id]
  metadata_options { http_tokens = "optional" }
}

# Behind a classic load balancer.
resource "aws_elb" "classic" {
  name            = "classic"
  instances       = [aws_instance.behind_classic.id]
  security_groups = [aws_security_group.open.id]
  listener {
    instance_port     = 80
    instance_protocol = "http"
    lb_port           = 8080
    lb_protocol       = "http"
  }
}
resource "aws_instance" "behind_classic" {
  ami                    = local.image
  subnet_id              = aws_subnet.private.id
  iam_instance_profile   = aws_iam_instance_profile.reads.name
  vpc_security_group_ids = [aws_security_group.from_front.id]
  metadata_options { http_tokens = "optional" }
}

# Behind an application load balancer, by a rule of its listener.
resource "aws_alb" "front" { security_groups = [aws_security_group.open.id] }
resource "aws_alb_listener" "front" {
  load_balancer_arn = aws_alb.front.arn
  default_action { type = "fixed-response" }
}
resource "aws_alb_listener_rule" "app" {
  listener_arn = aws_alb_listener.front.arn
  action {
    type             = "forward"
    target_group_arn = aws_alb_target_group.app.arn
  }
}
resource "aws_alb_target_group" "app" { name = "app" }
resource "aws_alb_target_group_attachment" "app" {
  target_group_arn = aws_alb_target_group.app.arn
  target_id        = aws_instance.behind_rule.id
}
resource "aws_instance" "behind_rule" {
  ami                    = local.image
  subnet_id              = aws_subnet.private.id
  iam_instance_profile   = aws_iam_instance_profile.reads.name
  vpc_security_group_ids = [aws_security_group.from_front.id]
  metadata_options { http_tokens = "optional" }
}

# A network load balancer without security groups passes the internet on: what counts is the security group of the instance.
resource "aws_lb" "packets" { load_balancer_type = "network" }
resource "aws_lb_listener" "packets" {
  load_balancer_arn = aws_lb.packets.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.packets.arn
  }
}
resource "aws_lb_target_group" "packets" { name = "packets" }
resource "aws_launch_configuration" "packets" {
  image_id             = local.image
  iam_instance_profile = aws_iam_instance_profile.reads.name
  security_groups      = [aws_security_group.open.id]
  metadata_options { http_tokens = "optional" }
}
resource "aws_autoscaling_group" "packets" {
  launch_configuration = aws_launch_configuration.packets.name
  vpc_zone_identifier  = [aws_subnet.private.id]
}
resource "aws_autoscaling_attachment" "packets" {
  autoscaling_group_name = aws_autoscaling_group.packets.name
  lb_target_group_arn    = aws_lb_target_group.packets.arn
}
resource "aws_autoscaling_group" "packets_closed" {
  launch_configuration = aws_launch_configuration.closed.name
  vpc_zone_identifier  = [aws_subnet.private.id]
  target_group_arns    = [aws_lb_target_group.packets.arn]
}
resource "aws_launch_configuration" "closed" {
  image_id             = local.image
  iam_instance_profile = aws_iam_instance_profile.reads.name
  security_groups      = [aws_security_group.from_front.id]
  metadata_options { http_tokens = "optional" }
}

# Tasks with addresses of their own.
resource "aws_ecs_task_definition" "tasks" {
  family        = "tasks"
  task_role_arn = aws_iam_role.reads.arn
}
resource "aws_ecs_service" "assigned" {
  name            = "assigned"
  task_definition = aws_ecs_task_definition.tasks.arn
  network_configuration {
    subnets          = [aws_subnet.public.id]
    security_groups  = [aws_security_group.open.id]
    assign_public_ip = true
  }
}
resource "aws_ecs_service" "not_assigned" {
  name            = "not-assigned"
  task_definition = aws_ecs_task_definition.tasks.arn
  network_configuration {
    subnets         = [aws_subnet.public.id]
    security_groups = [aws_security_group.open.id]
  }
}

# A function behind an API.
resource "aws_lambda_function" "api" {
  function_name = "api"
  role          = aws_iam_role.reads.arn
}
resource "aws_lambda_permission" "api" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.api.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:aws:execute-api:eu-west-1:111122223333:abcdef/*"
}
