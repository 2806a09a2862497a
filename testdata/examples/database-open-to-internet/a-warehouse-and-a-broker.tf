resource "aws_security_group" "all" {
  ingress {
    from_port   = 0
    to_port     = 65535
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_redshift_cluster" "reports" {
  cluster_identifier     = "reports"
  publicly_accessible    = «true»
  vpc_security_group_ids = [aws_security_group.all.id]
}
resource "aws_mq_broker" "orders" {
  broker_name         = "orders"
  publicly_accessible = «true»
  security_groups     = [aws_security_group.all.id]
}
