terraform {
  source = "${get_repo_root()}/modules/unmerged"
}

inputs = {
  principal = "unmerged"
}
