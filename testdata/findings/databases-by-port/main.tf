# Everybody reaches a database on the port that it listens on, and on no other.
variable "port" { type = number }
variable "engine" { type = string }
resource "aws_security_group" "https" {
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "all" {
  ingress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_db_instance" "by_default" {
  engine                 = "mysql"
  publicly_accessible    = true
  vpc_security_group_ids = [aws_security_group.https.id]
}
resource "aws_db_instance" "on_443" {
  engine                 = "mysql"
  port                   = 443
  publicly_accessible    = true
  vpc_security_group_ids = [aws_security_group.https.id]
}
resource "aws_db_instance" "somewhere" {
  engine                 = "mysql"
  port                   = var.port
  publicly_accessible    = true
  vpc_security_group_ids = [aws_security_group.https.id]
}
resource "aws_db_instance" "of_some_engine" {
  engine                 = var.engine
  publicly_accessible    = true
  vpc_security_group_ids = [aws_security_group.https.id]
}
resource "aws_db_instance" "on_every_port" {
  engine                 = var.engine
  publicly_accessible    = true
  vpc_security_group_ids = [aws_security_group.all.id]
}
resource "aws_redshift_cluster" "by_default" {
  cluster_identifier     = "reports"
  publicly_accessible    = true
  vpc_security_group_ids = [aws_security_group.https.id]
}
