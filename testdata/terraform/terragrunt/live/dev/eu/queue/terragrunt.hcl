include {
  path           = find_in_parent_folders("root.hcl")
  merge_strategy = "deep"
}

terraform {
  source = "${dirname(find_in_parent_folders("root.hcl"))}/modules//queue?ref=v1"
}

inputs = {
  name    = "dev-${get_env("USER", "nobody")}"
  service = "sns.amazonaws.com"
  deep    = { a = ["own"], b = { y = 2 } }
}
