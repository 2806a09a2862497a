locals {
  alerts = "arn:aws:sns:eu-west-1:111122223333:alerts"
}

module "queue" {
  source = "./queue"
  name   = "one"
}
