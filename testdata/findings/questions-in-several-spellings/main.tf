# The Deny stands in the policy whenever the Allow does.
variable "stage" {
  type = string
}
variable "strict" {
  type = bool
}
variable "zones" {
  type = list(string)
}
locals {
  allow = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*" }]
  deny  = [{ Effect = "Deny", Principal = "*", Action = "sqs:*", Resource = "*", Condition = { StringNotEquals = { "aws:SourceAccount" = "111122223333" } } }]
}
resource "aws_sqs_queue_policy" "opposite" {
  queue_url = "q"
  policy    = jsonencode({ Version = "2012-10-17", Statement = concat(var.stage != "live" ? local.allow : [], !("live" == var.stage) ? local.deny : []) })
}
resource "aws_sqs_queue_policy" "another_value" {
  queue_url = "q"
  policy    = jsonencode({ Version = "2012-10-17", Statement = concat(var.stage == "live" ? local.allow : [], var.stage != "test" ? local.deny : []) })
}
resource "aws_sqs_queue_policy" "one_of" {
  queue_url = "q"
  policy    = jsonencode({ Version = "2012-10-17", Statement = concat(lower(var.stage) == "live" ? local.allow : [], contains(["live", "test"], lower(var.stage)) ? local.deny : []) })
}
resource "aws_sqs_queue_policy" "truth" {
  queue_url = "q"
  policy    = jsonencode({ Version = "2012-10-17", Statement = concat(!var.strict ? local.allow : [], (var.strict) == false ? local.deny : []) })
}
resource "aws_sqs_queue_policy" "number" {
  queue_url = "q"
  policy    = jsonencode({ Version = "2012-10-17", Statement = concat(length(var.zones) > 2 ? local.allow : [], !(2 >= length(var.zones)) ? local.deny : []) })
}
# Two values, of which neither is the other.
resource "aws_sqs_queue_policy" "open" {
  queue_url = "q"
  policy    = jsonencode({ Version = "2012-10-17", Statement = concat(var.stage == "live" ? local.allow : [], var.stage == "test" ? local.deny : []) })
}
# Nothing is a value as well.
resource "aws_sqs_queue_policy" "open_where_empty" {
  queue_url = "q"
  policy    = jsonencode({ Version = "2012-10-17", Statement = concat(var.stage == "" ? local.allow : [], var.stage == "test" ? local.deny : []) })
}
