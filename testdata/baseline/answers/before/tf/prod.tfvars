open = false
