resource "aws_launch_configuration" "web" {
  image_id = "ami-0a1b2c3d4e5f60718"
  metadata_options { http_tokens = "required" }
}
