automatic = "a"
