# A source is given, and it says nothing.
variable "source_arn" {
  type    = string
  default = null
}
resource "aws_lambda_permission" "api_of_anybody" {
  action        = "lambda:InvokeFunction"
  function_name = "orders"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:aws:execute-api:us-east-1:*:*/*/*/*"
}
resource "aws_lambda_permission" "stars" {
  action        = "lambda:InvokeFunction"
  function_name = "orders"
  principal     = "events.amazonaws.com"
  source_arn    = "arn:*:*:*:*:*"
}
resource "aws_lambda_permission" "nothing" {
  action        = "lambda:InvokeFunction"
  function_name = "orders"
  principal     = "sns.amazonaws.com"
  source_arn    = ""
}
resource "aws_lambda_permission" "null_by_default" {
  action        = "lambda:InvokeFunction"
  function_name = "orders"
  principal     = "config.amazonaws.com"
  source_arn    = var.source_arn
}
resource "aws_lambda_permission" "api_of_ours" {
  action        = "lambda:InvokeFunction"
  function_name = "orders"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:aws:execute-api:us-east-1:111122223333:*/*/*/*"
}
resource "aws_lambda_permission" "account_beside_it" {
  action         = "lambda:InvokeFunction"
  function_name  = "orders"
  principal      = "sns.amazonaws.com"
  source_arn     = "arn:aws:sns:*:*:*"
  source_account = "111122223333"
}
