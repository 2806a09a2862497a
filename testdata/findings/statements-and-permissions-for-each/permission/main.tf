variable "service" { type = string }
variable "source_arn" {
  type    = string
  default = null
}
resource "aws_lambda_permission" "p" {
  action        = "lambda:InvokeFunction"
  function_name = "worker"
  principal     = var.service
  source_arn    = var.source_arn
}
