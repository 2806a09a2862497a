resource "aws_secretsmanager_secret_version" "db" {
  secret_id     = "db"
  secret_string = jsonencode({ username = "web", password = "«Sommer2024»" })
}
resource "aws_ssm_parameter" "db" {
  name  = "/web/db"
  type  = "SecureString"
  value = "«Sommer2024»"
}
