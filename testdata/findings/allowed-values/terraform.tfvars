given = "internal"
