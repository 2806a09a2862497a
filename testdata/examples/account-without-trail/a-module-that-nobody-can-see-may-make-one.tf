«resource "aws_vpc" "main"» {
  cidr_block = "10.0.0.0/16"
}
module "security" {
  source = "git::https://example.com/security.git"
}
