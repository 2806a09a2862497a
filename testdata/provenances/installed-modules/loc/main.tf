module "inner" {
  source = "acme/two/aws"
}
