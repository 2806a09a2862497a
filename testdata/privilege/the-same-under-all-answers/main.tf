# The name of the stage is in all names, and nothing else hangs on it.
variable "stage" {
  default = "dev"
  validation {
    condition     = contains(["dev", "staging", "prod"], var.stage)
    error_message = "a stage"
  }
}
resource "aws_iam_role" "deploy" {
  name               = "${var.stage}-deploy"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "deploy" {
  name = "${var.stage}-deploy"
  role = aws_iam_role.deploy.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = ["iam:PassRole", "lambda:*"], Resource = "*" },
    { Effect = "Allow", Action = "s3:*", Resource = "arn:aws:s3:::${var.stage}-data/*" },
  ] })
}
resource "aws_iam_role" "build" {
  name               = "${var.stage}-build"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy_attachment" "build" {
  role       = aws_iam_role.build.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
