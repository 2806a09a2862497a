resource "aws_security_group" "db" {
  ingress {
    from_port   = 6432
    to_port     = 6432
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_rds_cluster" "shop" {
  engine                 = "aurora-postgresql"
  port                   = 6432
  vpc_security_group_ids = [aws_security_group.db.id]
}
resource "aws_rds_cluster_instance" "shop" {
  cluster_identifier  = aws_rds_cluster.shop.id
  engine              = "aurora-postgresql"
  instance_class      = "db.r6g.large"
  publicly_accessible = «true»
}
