locals {
  accounts = { dev = "*", prod = "111122223333" }
  path     = get_original_terragrunt_dir()
  # Wherever the repository lies.
  last     = regex("([a-z]+)/[a-z]+$", local.path)[0]
  greedy   = regex(".*/live/([a-z]+)/", local.path)[0]
  replaced = replace(local.path, "/.*live\\//", "")
  # As long as no folder above is called so.
  first = regex("live/([a-zA-Z0-9-]+)/", local.path)[0]
  split = split("live/", local.path)[1]
  every = regexall("live/([a-z]+)/", local.path)[0][0]
  # Nobody knows.
  place = regex("^(/[a-z]+)", local.path)[0]
}
inputs = {
  account  = local.accounts[local.first]
  last     = local.last
  first    = local.first
  greedy   = local.greedy
  replaced = local.replaced
  split    = local.split
  place    = local.place
  every    = local.accounts[local.every]
}
