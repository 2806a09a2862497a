terraform { source = "../../mod" }
inputs = { who = "*" }
