terraform {
  source = "${get_repo_root()}/modules/${"m"}"
}

inputs = {
  principals = ["arn:aws:iam::444455556666:root"]
}
