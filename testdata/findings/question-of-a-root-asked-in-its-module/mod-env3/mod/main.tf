variable "env" {
  type = string
}
variable "caller_arn" {
  type = string
}
resource "aws_lambda_function" "f" {
  function_name = "f"
}
resource "aws_lambda_permission" "p" {
  count         = var.env == "development" ? 0 : 1
  statement_id  = "AllowInvoke"
  action        = "lambda:InvokeFunction"
  principal     = var.caller_arn
  function_name = aws_lambda_function.f.function_name
}
