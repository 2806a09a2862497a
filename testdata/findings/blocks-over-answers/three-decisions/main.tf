data "aws_region" "r" {}
variable "env" {
  type = string
  validation {
    condition = contains(["dev", "prod"], var.env)
    error_message = "x"
  }
}
resource "aws_sns_topic" "t" {
  name = "t"
  policy = jsonencode({Statement=[{Effect="Allow",Principal={Service={ eu-west-1 = "s3.amazonaws.com", us-east-1 = "s3.amazonaws.com"}[data.aws_region.r.name]},Action=var.env == "prod" ? "sns:Publish" : "sns:Publish",Resource="*",Condition={StringEquals={"aws:SourceAccount"={ dev = "111122223333", prod = "111122223333" }[terraform.workspace]}}}]})
}
