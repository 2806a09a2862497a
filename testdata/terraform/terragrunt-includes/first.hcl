terraform {
  source = "${get_repo_root()}/modules/first"
}

inputs = {
  principal = "*"
  name      = "first"
  tags      = { first = "yes" }
}
