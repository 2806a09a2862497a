resource "aws_lambda_permission" "p" {
  function_name = "x"
  action = "lambda:InvokeFunction"
  principal = "s3.amazonaws.com"
}
