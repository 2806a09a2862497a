account = { id = "555555555555" }
