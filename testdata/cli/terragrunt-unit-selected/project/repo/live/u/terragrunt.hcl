terraform {
  source = "${get_repo_root()}/modules/m"
}

inputs = {
  principals = ["*"]
}
