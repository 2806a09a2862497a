module "a" {
  source = "./m"
  name = "y"
}
