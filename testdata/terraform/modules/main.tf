module "plain" {
  source = "./child"
  name   = "plain"
}
module "counted" {
  source = "./child"
  count  = 2
  name   = "n${count.index}"
}
module "each" {
  source   = "./child"
  for_each = { a = "x" }
  name     = each.value
}
module "registry" {
  source  = "terraform-aws-modules/s3-bucket/aws"
  version = "4.0.0"
}
module "installed" {
  source = "example/installed/aws"
}
module "missing" {
  source = "./nowhere"
}
module "outside" {
  source = "../elsewhere"
}
output "all" {
  value = {
    plain     = module.plain.arn
    counted   = module.counted[*].arn
    first     = module.counted[0].name
    each      = module.each["a"].arn
    values    = [for m in module.each : m.name]
    registry  = module.registry.s3_bucket_arn
    installed = module.installed.x
    missing   = module.missing.x
    nothing   = module.plain.nothing
  }
}
