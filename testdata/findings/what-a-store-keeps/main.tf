resource "aws_secretsmanager_secret" "s" { name = "s" }
resource "aws_secretsmanager_secret_version" "a" {
  secret_id = aws_secretsmanager_secret.s.id
  secret_string = jsonencode({ flag = "d4t4_s3cr3ts_4r3_fun" })
}
resource "aws_secretsmanager_secret_version" "b" {
  secret_id = aws_secretsmanager_secret.s.id
  secret_string = "d4t4_s3cr3ts_4r3_fun"
}
resource "aws_secretsmanager_secret_version" "c" {
  secret_id = aws_secretsmanager_secret.s.id
  secret_string = jsonencode({ value = "Xk29dLq81mZpT4vB" })
}
resource "aws_secretsmanager_secret_version" "d" {
  secret_id = aws_secretsmanager_secret.s.id
  secret_string = jsonencode({ super_key = "JohnsJuicyJam" })
}
resource "aws_secretsmanager_secret_version" "beside" {
  secret_id     = aws_secretsmanager_secret.s.id
  secret_string = jsonencode({ username = "Xk29dLq81mZpT4vB", host = "db.example.com", dbname = "orders", engine = "postgres" })
}
resource "aws_secretsmanager_secret_policy" "s" {
  secret_arn = aws_secretsmanager_secret.s.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:production/payments/api-AbCdEf" }] })
}
resource "aws_secretsmanager_secret_version" "name" {
  secret_id     = aws_secretsmanager_secret.s.id
  secret_string = jsonencode({ dbname = "orders_db_7Xk29dLq" })
}
