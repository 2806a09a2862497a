variable "enabled" {}
variable "name" {}
locals {
  on  = var.enabled
  off = !local.on
}
resource "aws_sns_topic" "counted" {
  count = local.on ? 1 : 0
  name  = "t"
}
resource "aws_sns_topic" "none" {
  count = 0
}
resource "aws_sns_topic" "two" {
  count = 2
  name  = "n-${count.index}"
}
resource "aws_sns_topic" "each" {
  for_each = { a = "x", b = "y" }
  name     = "${each.key}-${each.value}"
}
resource "aws_sns_topic" "set" {
  for_each = toset(["k"])
  name     = each.value
}
resource "aws_sns_topic" "open" {
  for_each = var.name
  name     = each.key
}
resource "aws_sns_topic" "absent" {
  for_each = local.off ? {} : { only = 1 }
  name     = each.key
}
output "alternatives" {
  value = {
    same       = var.enabled ? "a" : "a"
    picked     = local.off ? "no" : "yes"
    joined     = join("", aws_sns_topic.counted[*].name)
    tried      = try(aws_sns_topic.counted[0].name, "none")
    one        = one(aws_sns_topic.counted[*].name)
    direct     = aws_sns_topic.counted[0].name
    text       = "pre-${var.enabled ? "a" : "b"}-post"
    compared   = var.name == "x" ? 1 : 2
    logic      = true || var.enabled
    both       = var.enabled && true ? "t" : "f"
    filtered   = [for x in ["a", "b"] : x if x != var.name]
    directive  = "%{ if var.enabled }on%{ else }off%{ endif }"
    two        = aws_sns_topic.two[*].name
    each       = aws_sns_topic.each["a"].name
    each_all   = [for t in aws_sns_topic.each : t.name]
    values     = values(aws_sns_topic.each)[*].arn
    missing    = try(aws_sns_topic.none[0].name, "fallback")
    empty      = aws_sns_topic.none[*].name
  }
}
