variable "a" { type = bool }
variable "b" { type = bool }

# Silent: no answers make both the module and what is in it.
module "never" {
  count  = var.a || var.b ? 1 : 0
  source = "./m"
  on     = !(var.a || var.b)
}

module "at_times" {
  count  = var.a || var.b ? 1 : 0
  source = "./m"
  on     = !(var.a && var.b)
}
