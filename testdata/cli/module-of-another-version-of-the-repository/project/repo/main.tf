module "m" {
  source = "git::https://github.com/acme/infra.git//m?ref=v2"
}

module "n" {
  source = "git::https://github.com/acme/infra.git//m"
}
