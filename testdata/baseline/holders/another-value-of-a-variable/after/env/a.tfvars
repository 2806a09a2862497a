name = "secret"
