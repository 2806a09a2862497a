resource "aws_security_group" "db" {}
resource "aws_vpc_security_group_ingress_rule" "all" {
  security_group_id = aws_security_group.db.id
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}
resource "aws_rds_cluster" "shop" {
  cluster_identifier     = "shop"
  vpc_security_group_ids = [aws_security_group.db.id]
}
resource "aws_rds_cluster_instance" "one" {
  cluster_identifier  = aws_rds_cluster.shop.id
  publicly_accessible = «true»
}
