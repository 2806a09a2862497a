variable "db_password" {
  type = string
}
module "db" {
  source   = "./db"
  password = var.db_password
}
