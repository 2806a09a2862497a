data "aws_ami" "ubuntu" {
  name_regex = "^ubuntu-jammy-exactly-this$"
}
