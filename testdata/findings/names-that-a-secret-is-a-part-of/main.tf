variable "keycloak_admin_password" {
  type    = string
  default = "admin"
}
resource "aws_ssm_parameter" "p" {
  name  = "x"
  type  = "SecureString"
  value = var.keycloak_admin_password
}
resource "aws_db_instance" "d" {
  engine         = "postgres"
  instance_class = "db.t3.micro"
  username       = "u"
  # NOT THE REAL PASSWORD, it is set out of band
  password = "password"
  lifecycle {
    ignore_changes = [password]
  }
}
