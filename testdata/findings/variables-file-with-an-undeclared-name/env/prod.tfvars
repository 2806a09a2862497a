who = "*"
undeclared = 1
