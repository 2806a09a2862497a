variable "db_password" {
  sensitive = true
}
resource "aws_db_instance" "main" {
  password = var.db_password
}
resource "aws_db_instance" "other" {
  manage_master_user_password = true
}
resource "aws_ssm_parameter" "db" {
  name  = "/web/db"
  type  = "SecureString"
  value = "CHANGE_ME"
}
resource "aws_lambda_function" "sync" {
  function_name = "sync"
  environment {
    variables = { DB_PASSWORD_PARAMETER = "/web/db/password", DB_SECRET = "prod/web/database", API_TOKEN = "<token>" }
  }
}
