resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_config_configuration_recorder_status" "main" {
  name       = "default"
  is_enabled = true
}
