release = "v2"
