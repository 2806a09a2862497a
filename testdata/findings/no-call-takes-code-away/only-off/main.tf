module "below" {
  source = "./below"
}
