locals {
  test_role_name = "terraform-modules-test"
}
resource "aws_iam_role_policy_attachment" "test_role" {
  role       = local.test_role_name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
