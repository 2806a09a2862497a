variable "new" {
  type = bool
}
resource "aws_cloudformation_stack" "s" {
  name          = "s"
  template_body = var.new ? file("${path.module}/new.txt") : file("${path.module}/old.txt")
}
