variable "fn" {}
variable "principal" {}
data "aws_caller_identity" "current" {}
resource "aws_lambda_permission" "p" {
  function_name = var.fn
  action        = "lambda:InvokeFunction"
  principal     = var.principal
}
