inputs = { name = "native" }
