locals { f = "foo"
}
