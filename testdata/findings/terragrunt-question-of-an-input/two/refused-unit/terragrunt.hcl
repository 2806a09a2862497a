terraform {
  source = "../mod"
}
locals {
  env = get_env("APP_ENV", "development")
}
inputs = {
  env        = "${local.env}"
  caller_arn = local.env == "development" ? null : "arn:aws:iam::111122223333:role/caller"
}
