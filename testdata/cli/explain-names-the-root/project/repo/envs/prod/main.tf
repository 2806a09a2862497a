module "alerts" {
  source = "../../modules/topic"
  name   = "alerts"
}
