resource "aws_cloudformation_stack" "one" {
  name          = "one"
  template_body = file("${path.module}/stack.yaml")
  parameters    = { Guard = "yes" }
}
resource "aws_cloudformation_stack" "two" {
  name          = "two"
  template_body = file("${path.module}/stack.yaml")
  parameters    = { Guard = "yes", Open = "no" }
}
