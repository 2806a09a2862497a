resource "aws_rds_cluster" "orders" {
  engine = "aurora-mysql"
}
