listed = ["from", "file"]
