provider "aws" { 
  allowed_account_ids = [var.d]
}
resource "aws_iam_role" "x" { 
  name = "viz"
  assume_role_policy = jsonencode({Version="2012-10-17",Statement=[{Effect="Allow",Action="sts:AssumeRole",Principal={Service="ecs-tasks.amazonaws.com"}}]})
}
variable "d" {
  default = "111122223333"
}
