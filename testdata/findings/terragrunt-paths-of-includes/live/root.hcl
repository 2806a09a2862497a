locals { x = "x" }
