variable "db_password" {
  type      = string
  sensitive = true
  default   = "Sommer2024"
}
resource "aws_db_instance" "main" {
  password = «var.db_password»
}
