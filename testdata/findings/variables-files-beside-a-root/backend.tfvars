bucket = "state"
