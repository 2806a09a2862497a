variable "unknown" {}
variable "on" { type = bool }

# Silent: nothing is passed, the default guards.
resource "aws_cloudformation_stack" "nothing" {
  name          = "nothing"
  template_body = file("${path.module}/guarded.tmpl")
}
resource "aws_cloudformation_stack" "null" {
  name          = "null"
  template_body = file("${path.module}/guarded.tmpl")
  parameters    = null
}
resource "aws_cloudformation_stack" "workspace" {
  name          = "workspace"
  template_body = file("${path.module}/guarded.tmpl")
  parameters    = terraform.workspace == "dev" ? { Guard = "no" } : {}
}
resource "aws_cloudformation_stack" "or_null" {
  name          = "or_null"
  template_body = file("${path.module}/guarded.tmpl")
  parameters    = var.on ? { Guard = "no" } : null
}
resource "aws_cloudformation_stack" "unknown" {
  name          = "unknown"
  template_body = file("${path.module}/guarded.tmpl")
  parameters    = var.unknown
}
resource "aws_cloudformation_stack" "merged" {
  name          = "merged"
  template_body = file("${path.module}/guarded.tmpl")
  parameters    = merge({ Other = "1" }, var.unknown)
}

resource "aws_cloudformation_stack_set" "overridden" {
  name          = "overridden"
  template_body = file("${path.module}/guarded.tmpl")
  parameters    = { Guard = "yes" }
}
resource "aws_cloudformation_stack_set_instance" "overridden" {
  stack_set_name      = aws_cloudformation_stack_set.overridden.name
  parameter_overrides = { Guard = "no" }
}

# Silent: each instance is guarded.
resource "aws_cloudformation_stack_set" "guarded" {
  name          = "guarded"
  template_body = file("${path.module}/guarded.tmpl")
  parameters    = { Guard = "no" }
}
resource "aws_cloudformation_stack_set_instance" "guarded" {
  stack_set_name      = "guarded"
  parameter_overrides = { Guard = "yes" }
}
