resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({Statement=[{Effect="Allow",Principal={(terraform.workspace == "prod" ? "AWS" : "Service")=terraform.workspace == "prod" ? "999988887777" : "ec2.amazonaws.com"},Action="sts:AssumeRole"}]})
}
