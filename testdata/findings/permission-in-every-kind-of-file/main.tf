resource "aws_lambda_permission" "in_tf" {
  action        = "lambda:InvokeFunction"
  function_name = "nightly"
  principal     = "events.amazonaws.com"
}
