resource "aws_lambda_function" "f" {
  function_name    = "f"
  role             = "arn:aws:iam::111122223333:role/f"
  filename         = "/tmp/f.zip"
  source_code_hash = filebase64sha256("/tmp/f.zip")
}
