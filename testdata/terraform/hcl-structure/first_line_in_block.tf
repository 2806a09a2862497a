locals { i = "foo"
  j = "bar"
}
