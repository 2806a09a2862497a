module "dev" {
  source = "./m"
  name   = "dev-deploy"
}
module "prod" {
  source = "./m"
  name   = "prod-deploy"
}
