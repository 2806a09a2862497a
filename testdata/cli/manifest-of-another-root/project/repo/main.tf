module "m" {
  source = "acme/m/aws"
}
