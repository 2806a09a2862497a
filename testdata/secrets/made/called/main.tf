variable "pw2" {}
resource "aws_security_group" "open" {
  name = var.pw2
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
output "made" {
  value = strrev(var.pw2)
}
