terraform {
  source = get_env("ENVIRONMENT") == "production" ? "git::https://github.com/acme/infra//aws/auth?ref=v1" : "../../aws//auth"
}
inputs = {
  account = "*"
}
