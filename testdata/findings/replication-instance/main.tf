resource "aws_security_group" "g" {
  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_dms_replication_instance" "r" {
  replication_instance_id    = "r"
  replication_instance_class = "dms.t3.micro"
  publicly_accessible        = true
  vpc_security_group_ids     = [aws_security_group.g.id]
}
