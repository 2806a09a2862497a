# A service is the same service under the name that it has in a Region.
data "aws_region" "current" {}
resource "aws_lambda_permission" "named_region" {
  action        = "lambda:InvokeFunction"
  function_name = "ship"
  principal     = "logs.eu-west-1.amazonaws.com"
}
resource "aws_lambda_permission" "current_region" {
  action        = "lambda:InvokeFunction"
  function_name = "ship"
  principal     = "logs.${data.aws_region.current.name}.amazonaws.com"
}
resource "aws_lambda_permission" "no_region" {
  action        = "lambda:InvokeFunction"
  function_name = "ship"
  principal     = "logs.amazonaws.com"
}
resource "aws_lambda_permission" "own_groups" {
  action        = "lambda:InvokeFunction"
  function_name = "ship"
  principal     = "logs.${data.aws_region.current.name}.amazonaws.com"
  source_arn    = "arn:aws:logs:${data.aws_region.current.name}:111122223333:log-group:/app/*:*"
}
