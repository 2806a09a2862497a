terraform { source = "../o" }
exclude {
  if      = true
  no_run  = true
  actions = ["plan"]
}
inputs = { who = "*" }
