variable "from" { default = "0.0.0.0/0" }
variable "wide" {
  default = { office = "192.168.1.0/0" }
}
resource "aws_security_group" "ssh" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = [var.from]
  }
}
resource "aws_security_group" "both" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    from_port   = 3389
    to_port     = 3389
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "all" {
  ingress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = [var.wide.office]
  }
}
module "called" {
  source = "./called"
}
module "given" {
  source = "./called"
  range  = "::/0"
}
