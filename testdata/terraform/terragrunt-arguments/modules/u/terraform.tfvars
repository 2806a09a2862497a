automatic = "automatic"
