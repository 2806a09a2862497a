variable "env" {
  type = string
}
module "a" {
  source = "./a"
  env    = var.env
}
module "b" {
  source = "./b"
  env    = var.env
  policy = module.a.policy
}
