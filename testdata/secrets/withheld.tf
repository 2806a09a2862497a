variable "link" {
  type      = string
  default   = "«Planted-link-40»"
  sensitive = true
}
variable "session" {
  default   = "«Planted-session-41»"
  ephemeral = true
}
variable "partner" {
  default   = "«483920175634»"
  sensitive = true
}
variable "settings" {
  default   = { name = "«Planted-setting-42»", items = ["«Planted-item-43»", "«Planted-item-44»"], port = «40922» }
  sensitive = true
}
variable "from_file" {
  sensitive = true
}
locals {
  loud   = upper(var.link)
  joined = join("/", var.settings.items)
  made   = { first = var.settings.items[0], all = var.settings, last = "x-${var.from_file}-x" }
  held   = sensitive({ deep = ["«Planted-deep-45»"] })
  short  = var.session
}
module "box" {
  source = "./box"
  value  = "«Planted-call-46»"
}
resource "aws_iam_role" "partner" {
  name               = "${var.settings.name}-role"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::${var.partner}:root" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role" "weak" {
  name               = "weak"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sts:AssumeRole", Condition = { StringLike = { "sts:ExternalId" = "${var.link}*" } } }] })
}
resource "aws_iam_role" "whole" {
  name               = "whole"
  assume_role_policy = sensitive(jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::«593048217465»:user/«Planted-user-47»" }, Action = "sts:AssumeRole" }] }))
}
resource "aws_sqs_queue_policy" "made" {
  queue_url = module.box.out
  policy    = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = local.loud, Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-west-1:111122223333:${module.box.out}", Condition = { StringLike = { "aws:PrincipalTag/team" = [base64encode(var.from_file), local.held.deep[0]] } } }] })
}
resource "aws_security_group" "port" {
  name = local.joined
  ingress {
    from_port   = var.settings.port
    to_port     = var.settings.port
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_sns_topic" "each" {
  for_each = toset(var.settings.items)
  name     = each.key
}
output "link" {
  value     = "https://${var.link}"
  sensitive = true
}
