# References to what is repeated; `terraform plan` gives the same.
variable "none" {
  type    = string
  default = null
}
variable "open" {}
locals {
  rules = { a = { to = "x", n = 1 }, b = { to = "y" } }
}
resource "terraform_data" "one" {
  count = 1
  input = "only"
}
resource "terraform_data" "set" {
  for_each = toset(["k"])
  input    = each.value
}
resource "terraform_data" "zero" {
  count = 0
  input = "never"
}
module "single" {
  source = "./m"
  x      = "s"
}
module "each" {
  source   = "./m"
  for_each = { k = "v" }
  x        = each.value
}
module "open" {
  source = "./m"
  count  = var.open
  x      = "o"
}
output "an_index_that_fails" {
  value = {
    count          = try(terraform_data.one[local.rules.c].input, "caught")
    count_attr     = try(terraform_data.one[local.rules.b.n].input, "caught")
    set            = try(terraform_data.set[local.rules.c].input, "caught")
    set_can        = can(terraform_data.set[local.rules.c].input)
    whole          = can(terraform_data.set[local.rules.c])
    zero           = try(terraform_data.zero[local.rules.c].input, "caught")
    module         = try(module.each[local.rules.c].x, "caught")
    open_module    = try(module.open[local.rules.c].x, "caught")
    in_a_list      = [for rule in [{ k = "k" }, {}] : try(terraform_data.set[rule.k].input, "caught")]
    in_a_tuple     = [for rule in [{ k = 0 }, {}] : try(terraform_data.one[rule.k].input, "caught")]
    on_one_side    = [for rule in [{ k = "k" }, {}] : try(module.each[rule.k].x, "caught")]
    under_a_choice = try(terraform_data.set[var.open == "a" ? "k" : "other"].input, "caught")
  }
}
output "an_index_that_is_null" {
  value = {
    count       = try(terraform_data.one[var.none].input, "caught")
    set         = try(terraform_data.set[var.none].input, "caught")
    module      = try(module.each[var.none].x, "caught")
    open_module = try(module.open[var.none].x, "caught")
  }
}
