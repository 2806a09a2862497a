# The same as in CloudFormation: a boundary that is null in some environments is none there, one by one.
variable "env" {
  type = string
  validation {
    condition = contains(["dev","staging","prod"], var.env)
    error_message = "x"
  }
}
resource "aws_iam_user" "u" {
  name = "u"
  permissions_boundary = var.env == "dev" ? aws_iam_policy.b.arn : null
}
resource "aws_iam_policy" "b" {
  name = "b"
  policy = jsonencode({Statement=[{Effect="Allow",Action="s3:*",Resource="*"}]})
}
resource "aws_iam_user_policy" "p" {
  user = aws_iam_user.u.name
  policy = jsonencode({Statement=[{Effect="Allow",Action="iam:PassRole",Resource=aws_iam_role.a.arn},{Effect="Allow",Action=["lambda:CreateFunction","lambda:InvokeFunction"],Resource="*"}]})
}
resource "aws_iam_role" "a" {
  assume_role_policy = jsonencode({Statement=[{Effect="Allow",Principal={Service="lambda.amazonaws.com"},Action="sts:AssumeRole"}]})
  managed_policy_arns = var.env == "prod" ? ["arn:aws:iam::aws:policy/AdministratorAccess"] : []
}
