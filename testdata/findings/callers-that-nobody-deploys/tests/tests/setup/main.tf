module "m" {
  source = "../../"
  a      = "111122223333"
}
