terraform {
  source = "../m"
}
generate "provider" {
  path      = "provider_override.tf"
  if_exists = "overwrite"
  contents  = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n"
}
