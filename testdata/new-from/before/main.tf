module "alerts" {
  source  = "./topic"
  readers = var.readers
}
