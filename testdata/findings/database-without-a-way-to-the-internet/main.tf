# "The DB instance must be part of a public subnet": what its subnets' route tables say counts.
variable "in_group" { type = bool }
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "s" {
  for_each   = toset(["open", "inner", "none"])
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_internet_gateway" "g" { vpc_id = aws_vpc.v.id }
resource "aws_nat_gateway" "n" { subnet_id = aws_subnet.s["open"].id }
resource "aws_route_table" "open" {
  vpc_id = aws_vpc.v.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.g.id
  }
}
resource "aws_route_table" "inner" { vpc_id = aws_vpc.v.id }
resource "aws_route" "inner" {
  route_table_id         = aws_route_table.inner.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.n.id
}
resource "aws_route_table" "none" { vpc_id = aws_vpc.v.id }
resource "aws_route_table_association" "open" {
  subnet_id      = aws_subnet.s["open"].id
  route_table_id = aws_route_table.open.id
}
resource "aws_route_table_association" "inner" {
  subnet_id      = aws_subnet.s["inner"].id
  route_table_id = aws_route_table.inner.id
}
resource "aws_route_table_association" "none" {
  subnet_id      = aws_subnet.s["none"].id
  route_table_id = aws_route_table.none.id
}
resource "aws_db_subnet_group" "inner" {
  name       = "inner"
  subnet_ids = [aws_subnet.s["inner"].id]
}
resource "aws_db_subnet_group" "none" { subnet_ids = [aws_subnet.s["inner"].id, aws_subnet.s["none"].id] }
resource "aws_db_subnet_group" "both" { subnet_ids = [aws_subnet.s["inner"].id, aws_subnet.s["open"].id] }
resource "aws_security_group" "db" {
  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_db_instance" "inner" {
  engine                 = "postgres"
  publicly_accessible    = true
  vpc_security_group_ids = [aws_security_group.db.id]
  db_subnet_group_name   = "inner"
}
resource "aws_db_instance" "none" {
  engine                 = "postgres"
  publicly_accessible    = true
  vpc_security_group_ids = [aws_security_group.db.id]
  db_subnet_group_name   = aws_db_subnet_group.none.name
}
resource "aws_db_instance" "both" {
  engine                 = "postgres"
  publicly_accessible    = true
  vpc_security_group_ids = [aws_security_group.db.id]
  db_subnet_group_name   = aws_db_subnet_group.both.id
}
resource "aws_db_instance" "elsewhere" {
  engine                 = "postgres"
  publicly_accessible    = true
  vpc_security_group_ids = [aws_security_group.db.id]
  db_subnet_group_name   = "made-by-hand"
}
resource "aws_db_instance" "perhaps" {
  engine                 = "postgres"
  publicly_accessible    = true
  vpc_security_group_ids = [aws_security_group.db.id]
  db_subnet_group_name   = var.in_group ? aws_db_subnet_group.inner.name : null
}
# Its cluster names the group.
resource "aws_rds_cluster" "c" {
  engine                 = "aurora-postgresql"
  vpc_security_group_ids = [aws_security_group.db.id]
  db_subnet_group_name   = "inner"
}
resource "aws_rds_cluster_instance" "c" {
  cluster_identifier  = aws_rds_cluster.c.id
  engine              = "aurora-postgresql"
  publicly_accessible = true
}
