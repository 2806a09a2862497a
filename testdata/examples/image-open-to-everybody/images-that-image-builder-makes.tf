resource "aws_imagebuilder_distribution_configuration" "web" {
  name = "web"
  distribution {
    region = "eu-west-1"
    ami_distribution_configuration {
      name = "web-{{ imagebuilder:buildDate }}"
      launch_permission { user_groups = [«"all"»] }
    }
  }
}
