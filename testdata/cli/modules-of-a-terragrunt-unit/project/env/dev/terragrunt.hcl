terraform {
  source = "git::https://github.com/acme/infra//aws/auth?ref=${get_env("INFRASTRUCTURE_VERSION")}"
}
inputs = {
  account = "*"
}
