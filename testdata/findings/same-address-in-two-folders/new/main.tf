resource "aws_lambda_permission" "p" {
  action        = "lambda:InvokeFunction"
  function_name = "mailer"
  principal     = "sns.amazonaws.com"
}
