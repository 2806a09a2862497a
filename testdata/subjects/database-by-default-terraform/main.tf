resource "aws_redshift_cluster" "warehouse" {}

resource "aws_db_instance" "orders" {}
