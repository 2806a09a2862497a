resource "aws_lambda_function" "sync" {
  function_name = "sync"
  environment {
    variables = {
      ACCESS_KEY = "AKIAQWERTYUIOPASDFGH"
      COMMIT     = "0123456789abcdef0123456789abcdef01234567"
    }
  }
}
