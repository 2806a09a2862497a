locals {
  envs = { dev = { p = { x = "*" } }, prod = { p = { x = "*" } } }
}
resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}"
  dynamic "inline_policy" {
    for_each = local.envs[terraform.workspace].p
    content {
      name = inline_policy.key
      policy = jsonencode({Statement=[{Effect="Allow",Action=inline_policy.value,Resource="*"}]})
    }
  }
}
