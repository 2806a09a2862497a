own = "own"
