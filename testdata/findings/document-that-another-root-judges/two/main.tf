module "q" {
  source = "../module"
  open   = false
}
