module "m" {
  source = "./m"
  a      = "111122223333"
}
