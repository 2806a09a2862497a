# Calls whose outputs the expressions refer to.

module "one" {
  source   = "./modules/box"
  texts    = toset(["b", "a"])
  settings = { a = 1, k = ["y", "x", "y"] }
  strict   = null
}

module "counted" {
  source   = "./modules/box"
  count    = 2
  texts    = [count.index, "x"]
  whatever = count.index == 0 ? [1, "a"] : null
}

module "keyed" {
  source   = "./modules/box"
  for_each = { b = { b = { a = "2" } }, a = { a = null, k = [] } }
  settings = each.value
  whatever = each.key
}

module "none" {
  source = "./modules/box"
  count  = 0
}
