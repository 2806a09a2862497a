resource "aws_security_group" "front" {
  name = "front"
  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_lb" "front" {
  name            = "front"
  internal        = true
  security_groups = [aws_security_group.front.id]
}
resource "aws_lb_target_group" "app" { name = "app" }
resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.front.arn
  port              = 80
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app.arn
  }
}
resource "aws_launch_template" "app" {
  image_id = "ami-0a1b2c3d4e5f60718"
  iam_instance_profile { arn = aws_iam_instance_profile.app.arn }
}
resource "aws_autoscaling_group" "app" {
  max_size            = 3
  min_size            = 1
  vpc_zone_identifier = [aws_subnet.private.id]
  target_group_arns   = [aws_lb_target_group.app.arn]
  launch_template { id = aws_launch_template.app.id }
}
resource "aws_subnet" "private" {
  vpc_id     = "vpc-0a1b2c3d"
  cidr_block = "10.0.1.0/24"
}
resource "aws_iam_role" "app" {
  name                = "app"
  managed_policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
  assume_role_policy  = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_instance_profile" "app" { role = aws_iam_role.app.name }
resource "aws_s3_bucket" "customers" { bucket = "acme-customers" }
