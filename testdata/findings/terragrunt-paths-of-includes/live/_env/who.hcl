inputs = { who = "*" }
