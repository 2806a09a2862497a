terraform {
  source = "${get_repo_root()}/modules/last"
}

inputs = {
  principal = "arn:aws:iam::444455556666:root"
  tags      = { last = "yes" }
}
