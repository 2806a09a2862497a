module "alerts" {
  source = "./alerts"
}

module "queue" {
  source = "./queue"
  name   = "one"
}
