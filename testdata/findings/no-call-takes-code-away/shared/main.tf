# A module: it is judged through its callers alone, so its default does not count.
variable "principal" {
  default = "s3.amazonaws.com"
}

# A provider that the caller passes in.
provider "aws" {
  alias = "passed"
}

resource "aws_lambda_permission" "e" {
  action        = "lambda:InvokeFunction"
  function_name = "f"
  principal     = var.principal
}
