# It is left out of a queue, and may be run by itself.
terraform { source = "../n" }
exclude {
  if      = true
  actions = ["all"]
}
inputs = { who = "*" }
