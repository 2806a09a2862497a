data "aws_ssm_parameter" "s" { name = "x" }
data "aws_iam_policy" "looked_up" { name = "deploy" }
variable "arn" { type = string }
resource "aws_iam_policy" "own" {
  name   = "own"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::data/*" }] })
}
resource "aws_iam_role_policy_attachment" "by_parameter" {
  role       = "r"
  policy_arn = { kb = "arn:aws:iam::aws:policy/AdministratorAccess", kg = "arn:aws:iam::aws:policy/ReadOnlyAccess" }[data.aws_ssm_parameter.s.value]
}
resource "aws_iam_role_policy_attachment" "by_input" {
  role       = "r"
  policy_arn = var.arn
}
resource "aws_iam_role_policy_attachment" "own" {
  role       = "r"
  policy_arn = aws_iam_policy.own.arn
}
resource "aws_iam_role_policy_attachment" "looked_up" {
  role       = "r"
  policy_arn = data.aws_iam_policy.looked_up.arn
}
