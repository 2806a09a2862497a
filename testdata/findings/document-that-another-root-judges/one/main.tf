module "q" {
  source = "../module"
  open   = true
}
