module "ring" {
  source = "../ring"
}
