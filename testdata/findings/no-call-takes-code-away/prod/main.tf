# A root of its own: it has a backend.
terraform {
  backend "s3" {
    bucket = "state"
    key    = "prod"
    region = "us-east-1"
  }
}

variable "principal" {
  default = "s3.amazonaws.com"
}

resource "aws_lambda_permission" "e" {
  action        = "lambda:InvokeFunction"
  function_name = "f"
  principal     = var.principal
}
