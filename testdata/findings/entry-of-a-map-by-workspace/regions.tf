module "eu_west_1" {
  source = "./region"
  has_fixtures = local.environment.has_fixtures
}
