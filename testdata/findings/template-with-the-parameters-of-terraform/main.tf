resource "aws_cloudformation_stack" "p" {
  name          = "x"
  template_body = file("${path.module}/stack.yaml")
  parameters    = { Who = "*" }
}
