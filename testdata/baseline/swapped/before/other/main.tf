resource "aws_lambda_function" "test" {
  function_name = "other"
  role          = "arn:aws:iam::111122223333:role/x"
}
