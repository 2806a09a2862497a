terraform { source = "../m" }
exclude {
  if      = true
  no_run  = true
  actions = ["all_except_output"]
}
inputs = { who = "*" }
