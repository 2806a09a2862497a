resource "aws_security_group" "db" {
  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_db_instance" "shop" {
  engine                 = "postgres"
  vpc_security_group_ids = [aws_security_group.db.id]
}
