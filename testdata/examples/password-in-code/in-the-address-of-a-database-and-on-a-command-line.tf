resource "aws_lambda_function" "sync" {
  function_name = "sync"
  environment {
    variables = { DATABASE_URL = "postgres://sync:«Sommer2024»@db.internal/sync" }
  }
}
