locals { d = "foo", e = "bar" }
