resource "aws_launch_template" "t" {
  image_id      = "ami-1"
  instance_type = "t3.micro"
  metadata_options {
    http_tokens = "optional"
  }
}
resource "aws_autoscaling_group" "g" {
  min_size = 0
  max_size = 1
  launch_template {
    id      = aws_launch_template.t.id
    version = "$Latest"
  }
}
