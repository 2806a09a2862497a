# What a `for` comes to under an answer is evaluated under that answer: what holds under others only has no part in it.

variable "name" {
  type = string
}

locals {
  short = { production = "prod", test = "test" }[terraform.workspace]
  role  = "airflow-${local.short}-${var.name}"

  sizes   = { production = { a = "large", b = "larger" }, test = { a = "small" } }
  chosen  = local.sizes[terraform.workspace]
  limits  = { production = { a = 10, b = 20 }, test = { a = 1 } }[terraform.workspace]
  all     = { for key, size in local.chosen : "${local.short}-${key}" => "${size} ${local.limits[key]}" }
  pairs   = [for key, size in local.chosen : [for other, limit in local.limits : "${key}${other}${limit}" if limit > 1 || terraform.workspace == "test"]]
  text    = "%{for key in keys(local.chosen)}${key}${local.limits[key]} %{endfor}"
  if_text = "%{if terraform.workspace == "production"}${jsonencode([for key, size in local.chosen : local.limits[key]])}%{else}none%{endif}"
  one     = [for key in ["a"] : { (key) = local.limits } if terraform.workspace == "production"]
  tried   = [for key, size in local.chosen : try(local.limits[key], size)]
  nothing = [for key in keys(local.chosen) : local.limits[key] if local.short == "nowhere"]
}

# The names of the queues are known under each answer.
resource "aws_sqs_queue" "each" {
  for_each = { for key, size in local.chosen : "${local.short}-${key}" => size }
  name     = each.key
}

output "all" {
  value = local.all
}
