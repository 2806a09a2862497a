locals { g = "foo"
  h = "bar" }
