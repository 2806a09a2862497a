resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "a" {
  vpc_id = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_db_subnet_group" "g" { subnet_ids = [aws_subnet.a.id] }
resource "aws_security_group" "s" {
  vpc_id = aws_vpc.v.id
  ingress {
    from_port = 1433
    to_port = 1433
    protocol = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_db_instance" "d" {
  engine = "sqlserver-ex"
  instance_class = "db.t3.micro"
  port = 1433
  vpc_security_group_ids = [aws_security_group.s.id]
  db_subnet_group_name = aws_db_subnet_group.g.name
  publicly_accessible = true
}

module "vpc" {
  source = "terraform-aws-modules/vpc/aws"
}

resource "aws_db_subnet_group" "private" {
  subnet_ids = module.vpc.private_subnets
}

resource "aws_db_instance" "private" {
  engine                 = "sqlserver-ex"
  instance_class         = "db.t3.micro"
  port                   = 1433
  vpc_security_group_ids = [aws_security_group.s.id]
  db_subnet_group_name   = aws_db_subnet_group.private.name
  publicly_accessible    = true
}
