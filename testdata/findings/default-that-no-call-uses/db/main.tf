variable "password" {
  default = "hashicorp"
  type    = string
}
resource "aws_rds_cluster" "c" {
  engine          = "aurora-postgresql"
  master_username = "u"
  master_password = var.password
}
