# The account is the default of a variable, also within an ARN: whoever deploys may give another.
variable "ext" { default = "444455556666" }
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({Statement=[{Effect="Allow",Principal={AWS="arn:aws:iam::${var.ext}:root"},Action="sts:AssumeRole"}]})
}
resource "aws_iam_role" "r3" {
  assume_role_policy = jsonencode({Statement=[{Effect="Allow",Principal={AWS=var.ext},Action="sts:AssumeRole"}]})
}
