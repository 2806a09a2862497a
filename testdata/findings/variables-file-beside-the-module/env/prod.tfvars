who = "*"
