resource "aws_lambda_permission" "p" {
  action        = "lambda:InvokeFunction"
  function_name = "nightly"
  principal     = "events.amazonaws.com"
}
