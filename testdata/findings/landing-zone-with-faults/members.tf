module "logs" {
  source    = "./modules/member"
  providers = { aws = aws.logs }
  hub       = var.accounts.management
  auditor   = var.accounts.logs
}

# The account of a contractor where the own one should stand.
module "workloads" {
  source    = "./modules/member"
  providers = { aws = aws.workloads }
  hub       = "483920175634"
  auditor   = var.accounts.logs
}
